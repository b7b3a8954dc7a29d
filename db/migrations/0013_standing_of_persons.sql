CREATE TABLE "person_codes" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"person_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"code_mark" text NOT NULL,
	"phone_mark" text,
	"tries" smallint DEFAULT 0 NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "challenge_seconds_once";--> statement-breakpoint
ALTER TABLE "persons" ADD COLUMN "confirmed_by" text;--> statement-breakpoint
ALTER TABLE "persons" ADD COLUMN "confirmed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "persons" ADD COLUMN "confirmed_mark" text;--> statement-breakpoint
ALTER TABLE "challenge_seconds" ADD COLUMN "standing" text DEFAULT 'account' NOT NULL;--> statement-breakpoint
ALTER TABLE "challenge_seconds" ADD COLUMN "counted" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "challenge_seconds" ADD COLUMN "voter" text;--> statement-breakpoint
ALTER TABLE "challenges" ADD COLUMN "web_seconds" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "challenges" ADD COLUMN "published_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "challenges" ADD COLUMN "hidden_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "challenges" ADD COLUMN "hidden_reason" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "hearing_signups" ADD COLUMN "voter" text;--> statement-breakpoint
ALTER TABLE "person_codes" ADD CONSTRAINT "person_codes_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "person_codes_person" ON "person_codes" USING btree ("person_id","kind");--> statement-breakpoint
CREATE INDEX "person_codes_mark" ON "person_codes" USING btree ("code_mark");--> statement-breakpoint
CREATE UNIQUE INDEX "persons_confirmed" ON "persons" USING btree ("confirmed_mark");--> statement-breakpoint
CREATE UNIQUE INDEX "challenge_seconds_voter" ON "challenge_seconds" USING btree ("case_id","voter");--> statement-breakpoint
CREATE UNIQUE INDEX "hearing_signups_voter" ON "hearing_signups" USING btree ("hearing_id","voter");--> statement-breakpoint
CREATE UNIQUE INDEX "challenge_seconds_once" ON "challenge_seconds" USING btree ("case_id","person_id","counted");--> statement-breakpoint
-- What stood on the board before stays there; whoever seconded it before stays counted, as the rule was then.
UPDATE "challenges" SET "published_at" = "cases"."opened_at" FROM "cases" WHERE "cases"."id" = "challenges"."case_id";
