ALTER TABLE "cases" ADD COLUMN "alarm_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "alarm_calls" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "alarm_next_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "alarm_seen_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "alarm_seen_by" bigint;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_alarm_seen_by_staff_id_fk" FOREIGN KEY ("alarm_seen_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "cases_alarms" ON "cases" USING btree ("alarm_at") WHERE alarm_at is not null and alarm_seen_at is null;