ALTER TABLE "cases" ALTER COLUMN "lookup_code" DROP NOT NULL;--> statement-breakpoint
CREATE INDEX "mailbox_secrets" ON "mailbox" USING btree ((message #>> '{sealed,until}')) WHERE message #> '{sealed,words}' is not null and message #>> '{sealed,until}' is not null;--> statement-breakpoint
CREATE INDEX "outbox_secrets" ON "outbox" USING btree ((message #>> '{sealed,until}')) WHERE message #> '{sealed,words}' is not null and message #>> '{sealed,until}' is not null;--> statement-breakpoint
CREATE INDEX "cases_clear_code" ON "cases" USING btree ("id") WHERE lookup_code is not null and lookup_code not like 'v1.%';--> statement-breakpoint
-- data: binding codes and sign-in links of before are worth nothing any more; look-up codes are sealed by the start, which has the key
UPDATE "inbox" SET "message" = jsonb_set("message", '{body,text}', '"/bind ●●●●●●"')
  WHERE "done_at" IS NOT NULL AND "message" #>> '{body,text}' ~* '^\s*/?(bind|绑定码?)[\s:：]+[0-9a-z]\S*\s*$';--> statement-breakpoint
UPDATE "mailbox" SET "message" = jsonb_set("message", '{text}', '"/bind ●●●●●●"')
  WHERE "author" = 'resident' AND "message" ->> 'text' ~* '^\s*/?(bind|绑定码?)[\s:：]+[0-9a-z]\S*\s*$';--> statement-breakpoint
UPDATE "mailbox" SET "message" = jsonb_set("message", '{text}', to_jsonb(regexp_replace("message" ->> 'text', '/staff/enter/[A-Za-z0-9_-]+', '/staff/enter/●●●●●●', 'g')))
  WHERE "message" ->> 'text' LIKE '%/staff/enter/%';--> statement-breakpoint
UPDATE "outbox" SET "message" = jsonb_set("message", '{text}', to_jsonb(regexp_replace("message" ->> 'text', '/staff/enter/[A-Za-z0-9_-]+', '/staff/enter/●●●●●●', 'g')))
  WHERE "message" ->> 'text' LIKE '%/staff/enter/%' AND "state" NOT IN ('waiting', 'sending');
