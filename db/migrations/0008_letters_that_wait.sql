ALTER TABLE "conversations" ADD COLUMN "sent_since" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "while_open" jsonb;