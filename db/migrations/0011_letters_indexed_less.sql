DROP INDEX "outbox_once";--> statement-breakpoint
DROP INDEX "outbox_case";--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_once" ON "outbox" USING btree ("once_key") WHERE once_key is not null;--> statement-breakpoint
CREATE INDEX "outbox_case" ON "outbox" USING btree ("case_id") WHERE case_id is not null;