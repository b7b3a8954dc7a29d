ALTER TABLE "webhooks" ADD COLUMN "paused_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "outbox_pushes" ON "outbox" USING btree ("conversation_id") WHERE about = 'webhook';