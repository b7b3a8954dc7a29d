/** Hears that what public pages are made from has changed: triggers tell it in the transaction that changes it (0017_published.sql). */

/** NOTIFY on commit, once however much was changed. Catalogue, calendar and town are told on `town`. */
export const PUBLISHED_TOPIC = 'published'
