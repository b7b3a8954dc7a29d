ALTER TABLE "cases" ADD COLUMN "village" text;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "place" jsonb;--> statement-breakpoint
ALTER TABLE "cases" ADD COLUMN "report" text;--> statement-breakpoint
CREATE INDEX "cases_village" ON "cases" USING btree ("village","state") WHERE village is not null;--> statement-breakpoint
CREATE INDEX "cases_placed" ON "cases" USING btree ("report","state") WHERE place is not null;