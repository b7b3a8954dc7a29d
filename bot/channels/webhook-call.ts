/** What a platform's request at our address is reduced to, and what it is answered. */

export interface WebhookCall {
  readonly method: string
  readonly query: Readonly<Record<string, string | undefined>>
  readonly body: string
}

/** Always text/plain. */
export interface WebhookAnswer {
  readonly status: 200 | 403 | 400 | 503
  readonly body: string
}

/** How far the address of a request alone speaks for the platform; `perhaps`: only its body can tell. */
export type Admitted = 'yes' | 'perhaps' | 'no'
