/**
 * The network a web session writes from, as one text: a keyed hash of its address and, of IPv6, one of the wider network of
 * 48 bits around it, of which one line has thousands of addresses. It goes with each message, so it is plain text.
 */

/**
 * How many senders at their own pace the network of 48 bits around an IPv6 sender may be worth: one line has 65,536 of 64
 * bits, but behind a carrier there may be as many telephones as a town has.
 */
export const WIDE_SENDERS = 8

/** Between the two hashes; in neither of them. */
const WITHIN = '.'

export const networkText = (address: string, wide: string | null): string =>
  wide === null ? address : `${address}${WITHIN}${wide}`

/** The two hashes; `wide` null for IPv4, and for what is no network. */
export function networkParts(network: string): { readonly address: string; readonly wide: string | null } {
  const [address = '', wide] = network.split(WITHIN)
  return { address, wide: wide ?? null }
}
