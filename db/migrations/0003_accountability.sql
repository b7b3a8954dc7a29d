CREATE TABLE "account_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"seq" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"action" text NOT NULL,
	"from_state" text,
	"to_state" text NOT NULL,
	"actor" text NOT NULL,
	"staff_id" bigint,
	"text" text DEFAULT '' NOT NULL,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"prev" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "anchors" (
	"date" text PRIMARY KEY NOT NULL,
	"cases" integer NOT NULL,
	"accounts" integer NOT NULL,
	"prev" text NOT NULL,
	"hash" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "assessment_proposals" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"period" text NOT NULL,
	"department" text NOT NULL,
	"kind" text NOT NULL,
	"why" text NOT NULL,
	"correct_by" text,
	"state" text NOT NULL,
	"decided_by_id" bigint,
	"decided_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "assessments" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"period" text NOT NULL,
	"department" text NOT NULL,
	"name" text NOT NULL,
	"figures" jsonb NOT NULL,
	"formula" jsonb NOT NULL,
	"score" real,
	"ranked" boolean NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "breach_flows" (
	"breach_id" bigint PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"kind" text NOT NULL,
	"department" text NOT NULL,
	"responsible_id" bigint,
	"due" text,
	"due_at" timestamp with time zone,
	"objected" boolean DEFAULT false NOT NULL,
	"verdict" text,
	"decided_on" text,
	"reason" text DEFAULT '' NOT NULL,
	"measure" text,
	"measure_due" text,
	"done_by_id" bigint,
	"naming" boolean DEFAULT false NOT NULL,
	"closed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "challenge_seconds" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"case_id" bigint NOT NULL,
	"person_id" bigint NOT NULL,
	"conversation_id" bigint,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "challenges" (
	"case_id" bigint PRIMARY KEY NOT NULL,
	"about" text NOT NULL,
	"about_id" text NOT NULL,
	"seconds" integer DEFAULT 0 NOT NULL,
	"announced_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "department_pledges" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"department" text NOT NULL,
	"version" integer NOT NULL,
	"content" jsonb NOT NULL,
	"hash" text NOT NULL,
	"catalog_version" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"confirmed_by_id" bigint,
	"confirmed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "disclosure_duties" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"department" text NOT NULL,
	"what" text NOT NULL,
	"due_on" text NOT NULL,
	"provisional" boolean NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"disclosure_id" bigint,
	"met_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "disclosure_versions" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"disclosure_id" bigint NOT NULL,
	"version" integer NOT NULL,
	"state" text NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"by_staff_id" bigint,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "disclosures" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"department" text NOT NULL,
	"category" text NOT NULL,
	"title" text NOT NULL,
	"state" text NOT NULL,
	"version" integer NOT NULL,
	"article" text,
	"review_on" text,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "hearing_questions" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"hearing_id" bigint NOT NULL,
	"question" text NOT NULL,
	"due_on" text NOT NULL,
	"answer" text,
	"answered_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "hearing_signups" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"hearing_id" bigint NOT NULL,
	"person_id" bigint NOT NULL,
	"conversation_id" bigint,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "hearings" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"case_id" bigint,
	"state" text NOT NULL,
	"title" text NOT NULL,
	"call_by" text NOT NULL,
	"held_on" text,
	"held_time" text,
	"place" text DEFAULT '' NOT NULL,
	"seats" integer DEFAULT 0 NOT NULL,
	"minutes" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ledger_exports" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"from_date" text NOT NULL,
	"to_date" text NOT NULL,
	"staff_id" bigint,
	"masked" boolean NOT NULL,
	"rows" integer NOT NULL,
	"hash" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pledge_signatures" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"staff_id" bigint NOT NULL,
	"department" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pledge_texts" (
	"version" integer PRIMARY KEY NOT NULL,
	"text" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "subscriptions" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"person_id" bigint NOT NULL,
	"conversation_id" bigint NOT NULL,
	"topic" text NOT NULL,
	"value" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"stopped_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "account_events" ADD CONSTRAINT "account_events_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assessment_proposals" ADD CONSTRAINT "assessment_proposals_decided_by_id_staff_id_fk" FOREIGN KEY ("decided_by_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "breach_flows" ADD CONSTRAINT "breach_flows_breach_id_breaches_id_fk" FOREIGN KEY ("breach_id") REFERENCES "public"."breaches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "breach_flows" ADD CONSTRAINT "breach_flows_responsible_id_staff_id_fk" FOREIGN KEY ("responsible_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "breach_flows" ADD CONSTRAINT "breach_flows_done_by_id_staff_id_fk" FOREIGN KEY ("done_by_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "challenge_seconds" ADD CONSTRAINT "challenge_seconds_case_id_challenges_case_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."challenges"("case_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "challenge_seconds" ADD CONSTRAINT "challenge_seconds_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "challenge_seconds" ADD CONSTRAINT "challenge_seconds_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "challenges" ADD CONSTRAINT "challenges_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "department_pledges" ADD CONSTRAINT "department_pledges_confirmed_by_id_staff_id_fk" FOREIGN KEY ("confirmed_by_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disclosure_duties" ADD CONSTRAINT "disclosure_duties_disclosure_id_disclosures_id_fk" FOREIGN KEY ("disclosure_id") REFERENCES "public"."disclosures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disclosure_versions" ADD CONSTRAINT "disclosure_versions_disclosure_id_disclosures_id_fk" FOREIGN KEY ("disclosure_id") REFERENCES "public"."disclosures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "disclosure_versions" ADD CONSTRAINT "disclosure_versions_by_staff_id_staff_id_fk" FOREIGN KEY ("by_staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hearing_questions" ADD CONSTRAINT "hearing_questions_hearing_id_hearings_id_fk" FOREIGN KEY ("hearing_id") REFERENCES "public"."hearings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hearing_signups" ADD CONSTRAINT "hearing_signups_hearing_id_hearings_id_fk" FOREIGN KEY ("hearing_id") REFERENCES "public"."hearings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hearing_signups" ADD CONSTRAINT "hearing_signups_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hearing_signups" ADD CONSTRAINT "hearing_signups_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hearings" ADD CONSTRAINT "hearings_case_id_challenges_case_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."challenges"("case_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_exports" ADD CONSTRAINT "ledger_exports_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pledge_signatures" ADD CONSTRAINT "pledge_signatures_version_pledge_texts_version_fk" FOREIGN KEY ("version") REFERENCES "public"."pledge_texts"("version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pledge_signatures" ADD CONSTRAINT "pledge_signatures_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "account_events_seq" ON "account_events" USING btree ("subject","seq");--> statement-breakpoint
CREATE INDEX "account_events_at" ON "account_events" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "assessment_proposals_once" ON "assessment_proposals" USING btree ("period","department","kind");--> statement-breakpoint
CREATE UNIQUE INDEX "assessments_once" ON "assessments" USING btree ("period","department");--> statement-breakpoint
CREATE INDEX "breach_flows_state" ON "breach_flows" USING btree ("state","due_at");--> statement-breakpoint
CREATE INDEX "breach_flows_responsible" ON "breach_flows" USING btree ("responsible_id","state");--> statement-breakpoint
CREATE UNIQUE INDEX "challenge_seconds_once" ON "challenge_seconds" USING btree ("case_id","person_id");--> statement-breakpoint
CREATE INDEX "challenges_about" ON "challenges" USING btree ("about","about_id");--> statement-breakpoint
CREATE UNIQUE INDEX "department_pledges_version" ON "department_pledges" USING btree ("department","version");--> statement-breakpoint
CREATE UNIQUE INDEX "disclosure_duties_key" ON "disclosure_duties" USING btree ("key");--> statement-breakpoint
CREATE INDEX "disclosure_duties_due" ON "disclosure_duties" USING btree ("met_at","due_on");--> statement-breakpoint
CREATE UNIQUE INDEX "disclosure_versions_version" ON "disclosure_versions" USING btree ("disclosure_id","version");--> statement-breakpoint
CREATE INDEX "disclosures_department" ON "disclosures" USING btree ("department","category");--> statement-breakpoint
CREATE INDEX "disclosures_review" ON "disclosures" USING btree ("review_on");--> statement-breakpoint
CREATE INDEX "hearing_questions_hearing" ON "hearing_questions" USING btree ("hearing_id");--> statement-breakpoint
CREATE UNIQUE INDEX "hearing_signups_once" ON "hearing_signups" USING btree ("hearing_id","person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "hearings_case" ON "hearings" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "hearings_state" ON "hearings" USING btree ("state");--> statement-breakpoint
CREATE UNIQUE INDEX "pledge_signatures_once" ON "pledge_signatures" USING btree ("version","staff_id");--> statement-breakpoint
CREATE UNIQUE INDEX "subscriptions_once" ON "subscriptions" USING btree ("person_id","topic","value");--> statement-breakpoint
CREATE INDEX "subscriptions_topic" ON "subscriptions" USING btree ("topic","value");--> statement-breakpoint
create trigger account_events_fixed before update or delete on account_events for each row execute function refuse_change();
--> statement-breakpoint
create trigger anchors_fixed before update or delete on anchors for each row execute function refuse_change();
--> statement-breakpoint
create trigger challenge_seconds_kept before update on challenge_seconds for each row execute function refuse_change();
--> statement-breakpoint
create trigger disclosure_versions_fixed before update or delete on disclosure_versions for each row execute function refuse_change();
--> statement-breakpoint
create trigger pledge_texts_fixed before update or delete on pledge_texts for each row execute function refuse_change();
--> statement-breakpoint
create trigger pledge_signatures_fixed before update or delete on pledge_signatures for each row execute function refuse_change();
--> statement-breakpoint
create trigger assessments_fixed before update or delete on assessments for each row execute function refuse_change();
--> statement-breakpoint
create trigger ledger_exports_fixed before update or delete on ledger_exports for each row execute function refuse_change();
--> statement-breakpoint
create trigger breach_flows_kept before delete on breach_flows for each row execute function refuse_change();
