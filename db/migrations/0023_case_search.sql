CREATE TABLE "case_contacts" (
	"mark" text NOT NULL,
	"case_id" bigint NOT NULL,
	CONSTRAINT "case_contacts_mark_case_id_pk" PRIMARY KEY("mark","case_id")
);
--> statement-breakpoint
CREATE TABLE "case_search" (
	"case_id" bigint PRIMARY KEY NOT NULL,
	"words" "tsvector" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "saved_views" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"staff_id" bigint NOT NULL,
	"name" text NOT NULL,
	"search" text NOT NULL,
	"shared" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "case_contacts" ADD CONSTRAINT "case_contacts_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "case_search" ADD CONSTRAINT "case_search_case_id_cases_id_fk" FOREIGN KEY ("case_id") REFERENCES "public"."cases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_views" ADD CONSTRAINT "saved_views_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "case_contacts_case" ON "case_contacts" USING btree ("case_id");--> statement-breakpoint
CREATE INDEX "case_search_words" ON "case_search" USING gin ("words") WITH (gin_pending_list_limit=256);--> statement-breakpoint
CREATE INDEX "saved_views_staff" ON "saved_views" USING btree ("staff_id");--> statement-breakpoint
CREATE INDEX "cases_department_id" ON "cases" USING btree ("department","id");--> statement-breakpoint
CREATE INDEX "cases_handler_id" ON "cases" USING btree ("handler_id","id");--> statement-breakpoint
CREATE INDEX "cases_first_id" ON "cases" USING btree ("first_responder_id","id");--> statement-breakpoint
CREATE INDEX "cases_item_id" ON "cases" USING btree ("item","id");--> statement-breakpoint
CREATE INDEX "cases_state_id" ON "cases" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "cases_kind_id" ON "cases" USING btree ("kind","id");--> statement-breakpoint
CREATE INDEX "cases_village_id" ON "cases" USING btree ("village","id") WHERE village is not null;--> statement-breakpoint
CREATE INDEX "cases_rating_id" ON "cases" USING btree ("rating","id") WHERE rating is not null;--> statement-breakpoint
CREATE INDEX "cases_origin_id" ON "cases" USING btree ("origin","id") WHERE origin <> 'chat';
--> statement-breakpoint
-- Chinese has no spaces: pairs of neighbouring characters stand for words, as core/case/search-terms.ts asks for them.
create function search_words(said text) returns tsvector language sql immutable parallel safe as $$
  with units as (
    -- letters and digits in a row, one Chinese character, or whatever parts them
    select m[1] as plain, m[2] as han, n
    from regexp_matches(lower(normalize(left(said, 20000), NFKC)), '([a-z0-9]+)|([\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])|[^a-z0-9\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+', 'g') with ordinality as t(m, n)
  ), beside as (
    select left(coalesce(plain, han), 60) as unit, plain, lag(coalesce(plain, han)) over w as before, left(lead(coalesce(plain, han)) over w, 60) as after
    from units window w as (order by n)
  ), cut as (
    select unit || after as word from beside where unit is not null and after is not null
    union
    -- a word of letters and digits, and a character by itself
    select unit from beside where unit is not null and (plain is not null or (before is null and after is null))
  )
  select coalesce(array_to_tsvector(array_agg(word)), ''::tsvector) from cut $$;
--> statement-breakpoint
create function case_search_opened() returns trigger language plpgsql as $$ begin
  insert into case_search (case_id, words)
    values (new.id, search_words(concat_ws(' ', new.number, new.text, new.village)) || array_to_tsvector(array['item:' || coalesce(new.item, '')]))
    on conflict do nothing;
  return null; end $$;
--> statement-breakpoint
create trigger cases_search after insert on cases for each row execute function case_search_opened();
--> statement-breakpoint
create function case_search_placed() returns trigger language plpgsql as $$ begin
  update case_search set words = words || search_words(new.village) where case_id = new.id;
  return null; end $$;
--> statement-breakpoint
create trigger cases_search_village after update of village on cases for each row
  when (new.village is not null and new.village is distinct from old.village) execute function case_search_placed();
--> statement-breakpoint
create function case_search_said() returns trigger language plpgsql as $$
declare said tsvector := search_words(new.text);
begin
  -- what it has already is not written again
  update case_search set words = words || said where case_id = new.case_id and words || said <> words;
  return null; end $$;
--> statement-breakpoint
-- the words it was opened with are those of the case; what the desk writes by itself says the same of every case
create trigger case_events_search after insert on case_events for each row
  when (new.text <> '' and new.actor in ('resident', 'staff') and new.action not in ('open', 'looked-at-contact'))
  execute function case_search_said();
--> statement-breakpoint
drop index case_search_words;
--> statement-breakpoint
-- data: cases of before
insert into case_search (case_id, words)
  select c.id, search_words(concat_ws(' ', c.number, c.text, c.village, e.said)) || array_to_tsvector(array['item:' || coalesce(c.item, '')])
  from cases c left join (
    select case_id, string_agg(text, ' ' order by seq) as said from case_events
    where text <> '' and actor in ('resident', 'staff') and action not in ('open', 'looked-at-contact') group by case_id
  ) e on e.case_id = c.id;
--> statement-breakpoint
create index case_search_words on case_search using gin (words) with (gin_pending_list_limit=256);
