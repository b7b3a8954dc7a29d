CREATE TABLE "attempts" (
	"key" text PRIMARY KEY NOT NULL,
	"window_start" timestamp with time zone NOT NULL,
	"count" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bind_codes" (
	"code_hash" text PRIMARY KEY NOT NULL,
	"staff_id" bigint NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conversations" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"address" text NOT NULL,
	"is_group" boolean DEFAULT false NOT NULL,
	"person_id" bigint,
	"memory" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"unreachable_since" timestamp with time zone,
	"privacy_told_at" timestamp with time zone,
	"last_inbound_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "persons" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"name" text,
	"phone" text,
	"created_at" timestamp with time zone NOT NULL,
	"erased_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"department" text NOT NULL,
	"role" text NOT NULL,
	"phone" text DEFAULT '' NOT NULL,
	"on_duty" boolean DEFAULT true NOT NULL,
	"person_id" bigint,
	"conversation_id" bigint,
	"away_until" text,
	"substitute_id" bigint,
	"created_at" timestamp with time zone NOT NULL,
	"left_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "channel_rest" (
	"channel" text PRIMARY KEY NOT NULL,
	"until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "files" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"size" integer NOT NULL,
	"hash" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"person_id" bigint,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"update_id" text NOT NULL,
	"lane" text NOT NULL,
	"message" jsonb NOT NULL,
	"file_id" bigint,
	"received_at" timestamp with time zone NOT NULL,
	"done_at" timestamp with time zone,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"failed" text
);
--> statement-breakpoint
CREATE TABLE "inquiries" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"conversation_id" bigint,
	"channel" text NOT NULL,
	"text" text NOT NULL,
	"decision" text NOT NULL,
	"item" text,
	"facet" text NOT NULL,
	"candidates" jsonb NOT NULL,
	"why" jsonb NOT NULL,
	"catalog_version" text NOT NULL,
	"feedback" text,
	"case_id" bigint,
	"settled_at" timestamp with time zone,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lanes" (
	"queue" text NOT NULL,
	"lane" text NOT NULL,
	"channel" text NOT NULL,
	"ready_at" timestamp with time zone NOT NULL,
	"rest_until" timestamp with time zone NOT NULL,
	"fence" bigint DEFAULT 0 NOT NULL,
	"urgency" smallint DEFAULT 1 NOT NULL,
	CONSTRAINT "lanes_queue_lane_pk" PRIMARY KEY("queue","lane")
);
--> statement-breakpoint
CREATE TABLE "mailbox" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"address" text NOT NULL,
	"author" text NOT NULL,
	"message" jsonb NOT NULL,
	"file_id" bigint,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"lane" text NOT NULL,
	"conversation_id" bigint NOT NULL,
	"message" jsonb NOT NULL,
	"file_id" bigint,
	"urgency" text NOT NULL,
	"case_id" bigint,
	"about" text NOT NULL,
	"once_key" text,
	"report_to" bigint,
	"state" text DEFAULT 'waiting' NOT NULL,
	"not_before" timestamp with time zone NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"maybe_sent" boolean DEFAULT false NOT NULL,
	"error" text,
	"created_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "case_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"case_id" bigint NOT NULL,
	"seq" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"action" text NOT NULL,
	"from_state" text,
	"to_state" text NOT NULL,
	"actor" text NOT NULL,
	"staff_id" bigint,
	"text" text DEFAULT '' NOT NULL,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"open" boolean NOT NULL,
	"prev" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "case_files" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"case_id" bigint NOT NULL,
	"file_id" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "case_materials" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"case_id" bigint NOT NULL,
	"name" text NOT NULL,
	"required" boolean NOT NULL,
	"state" text NOT NULL,
	"file_id" bigint,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cases" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"lookup_code" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"item" text,
	"department" text NOT NULL,
	"text" text NOT NULL,
	"resident_id" bigint,
	"conversation_id" bigint,
	"particulars" text,
	"privacy" text DEFAULT 'normal' NOT NULL,
	"accused_staff_id" bigint,
	"accused_department" text,
	"first_responder_id" bigint,
	"handler_id" bigint,
	"accepted_on" text,
	"supplement_lists" smallint DEFAULT 0 NOT NULL,
	"transfers" smallint DEFAULT 0 NOT NULL,
	"relayed" text,
	"rating" smallint,
	"origin" text DEFAULT 'chat' NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"opened_on" text NOT NULL,
	"moved_at" timestamp with time zone NOT NULL,
	"answered_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"hold" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "counters" (
	"key" text PRIMARY KEY NOT NULL,
	"last" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "requests" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"case_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"by_staff_id" bigint,
	"to_staff_id" bigint,
	"to_department" text,
	"days" integer,
	"reason" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone,
	"decided_by" bigint
);
--> statement-breakpoint
CREATE TABLE "breaches" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"case_id" bigint,
	"promise_id" bigint,
	"department" text NOT NULL,
	"owner_id" bigint,
	"due_date" text,
	"detail" text DEFAULT '' NOT NULL,
	"found_at" timestamp with time zone NOT NULL,
	"found_on" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "job_runs" (
	"key" text PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"took_ms" integer
);
--> statement-breakpoint
CREATE TABLE "promises" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"case_id" bigint NOT NULL,
	"purpose" text NOT NULL,
	"family" text NOT NULL,
	"basis" text NOT NULL,
	"authority" text NOT NULL,
	"proposed" boolean NOT NULL,
	"unit" text NOT NULL,
	"amount" integer NOT NULL,
	"start_event" text NOT NULL,
	"start_date" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"pauses" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"extension" integer DEFAULT 0 NOT NULL,
	"due_date" text NOT NULL,
	"internal_due" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"provisional" boolean NOT NULL,
	"state" text NOT NULL,
	"ended_at" timestamp with time zone,
	"passed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "reminders" (
	"key" text PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"case_id" bigint,
	"kind" text NOT NULL,
	"year" integer NOT NULL,
	"seq" integer NOT NULL,
	"number" text NOT NULL,
	"token" text NOT NULL,
	"content" jsonb NOT NULL,
	"hash" text NOT NULL,
	"by_staff_id" bigint,
	"created_at" timestamp with time zone NOT NULL,
	"sealed_at" timestamp with time zone,
	"served_at" timestamp with time zone,
	"served_by" text,
	"received_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "calendar_years" (
	"year" integer PRIMARY KEY NOT NULL,
	"confirmed" boolean NOT NULL,
	"source" text NOT NULL,
	"days" jsonb NOT NULL,
	"loaded_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "catalog_versions" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"version" text NOT NULL,
	"items" jsonb NOT NULL,
	"hash" text NOT NULL,
	"source" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "bind_codes" ADD CONSTRAINT "bind_codes_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbox" ADD CONSTRAINT "inbox_file_id_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."files"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inquiries" ADD CONSTRAINT "inquiries_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailbox" ADD CONSTRAINT "mailbox_file_id_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."files"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_file_id_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."files"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_events" ADD CONSTRAINT "case_events_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_events" ADD CONSTRAINT "case_events_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_files" ADD CONSTRAINT "case_files_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_files" ADD CONSTRAINT "case_files_file_id_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."files"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_materials" ADD CONSTRAINT "case_materials_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_materials" ADD CONSTRAINT "case_materials_file_id_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."files"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_resident_id_persons_id_fk" FOREIGN KEY ("resident_id") REFERENCES "public"."persons"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_accused_staff_id_staff_id_fk" FOREIGN KEY ("accused_staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_first_responder_id_staff_id_fk" FOREIGN KEY ("first_responder_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cases" ADD CONSTRAINT "cases_handler_id_staff_id_fk" FOREIGN KEY ("handler_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_by_staff_id_staff_id_fk" FOREIGN KEY ("by_staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_to_staff_id_staff_id_fk" FOREIGN KEY ("to_staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_decided_by_staff_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "breaches" ADD CONSTRAINT "breaches_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "breaches" ADD CONSTRAINT "breaches_promise_id_promises_id_fk" FOREIGN KEY ("promise_id") REFERENCES "public"."promises"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "breaches" ADD CONSTRAINT "breaches_owner_id_staff_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "promises" ADD CONSTRAINT "promises_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_by_staff_id_staff_id_fk" FOREIGN KEY ("by_staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "conversations_address" ON "conversations" USING btree ("channel","address");--> statement-breakpoint
CREATE INDEX "conversations_person" ON "conversations" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "staff_person" ON "staff" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "staff_department" ON "staff" USING btree ("department");--> statement-breakpoint
CREATE UNIQUE INDEX "inbox_update" ON "inbox" USING btree ("channel","update_id");--> statement-breakpoint
CREATE INDEX "inbox_lane" ON "inbox" USING btree ("lane","id") WHERE done_at is null;--> statement-breakpoint
CREATE INDEX "inquiries_at" ON "inquiries" USING btree ("at");--> statement-breakpoint
CREATE INDEX "inquiries_open" ON "inquiries" USING btree ("decision","settled_at");--> statement-breakpoint
CREATE INDEX "lanes_due" ON "lanes" USING btree ("queue","urgency",greatest(ready_at, rest_until));--> statement-breakpoint
CREATE INDEX "mailbox_address" ON "mailbox" USING btree ("address","id");--> statement-breakpoint
CREATE INDEX "outbox_lane" ON "outbox" USING btree ("lane","id") WHERE state in ('waiting','sending');--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_once" ON "outbox" USING btree ("once_key");--> statement-breakpoint
CREATE INDEX "outbox_case" ON "outbox" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "outbox_dead" ON "outbox" USING btree ("settled_at") WHERE state in ('refused','unreachable','dead');--> statement-breakpoint
CREATE UNIQUE INDEX "case_events_seq" ON "case_events" USING btree ("case_id","seq");--> statement-breakpoint
CREATE INDEX "case_events_at" ON "case_events" USING btree ("at");--> statement-breakpoint
CREATE INDEX "case_files_case" ON "case_files" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "case_materials_case" ON "case_materials" USING btree ("case_id");--> statement-breakpoint
CREATE UNIQUE INDEX "cases_number" ON "cases" USING btree ("number");--> statement-breakpoint
CREATE INDEX "cases_resident" ON "cases" USING btree ("resident_id");--> statement-breakpoint
CREATE INDEX "cases_department" ON "cases" USING btree ("department","state");--> statement-breakpoint
CREATE INDEX "cases_handler" ON "cases" USING btree ("handler_id","state");--> statement-breakpoint
CREATE INDEX "cases_first" ON "cases" USING btree ("first_responder_id","state");--> statement-breakpoint
CREATE INDEX "cases_opened" ON "cases" USING btree ("opened_on");--> statement-breakpoint
CREATE INDEX "requests_case" ON "requests" USING btree ("case_id","state");--> statement-breakpoint
CREATE INDEX "requests_to" ON "requests" USING btree ("to_staff_id","state");--> statement-breakpoint
CREATE UNIQUE INDEX "breaches_key" ON "breaches" USING btree ("key");--> statement-breakpoint
CREATE INDEX "breaches_department" ON "breaches" USING btree ("department","found_on");--> statement-breakpoint
CREATE INDEX "promises_due" ON "promises" USING btree ("due_at") WHERE state = 'open' and passed_at is null;--> statement-breakpoint
CREATE INDEX "promises_case" ON "promises" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "promises_open_date" ON "promises" USING btree ("due_date") WHERE state = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "notices_number" ON "notices" USING btree ("number");--> statement-breakpoint
CREATE UNIQUE INDEX "notices_series" ON "notices" USING btree ("kind","year","seq");--> statement-breakpoint
CREATE UNIQUE INDEX "notices_token" ON "notices" USING btree ("token");--> statement-breakpoint
CREATE INDEX "notices_case" ON "notices" USING btree ("case_id");--> statement-breakpoint
CREATE UNIQUE INDEX "catalog_versions_version" ON "catalog_versions" USING btree ("version");