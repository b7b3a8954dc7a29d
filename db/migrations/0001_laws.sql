-- What no code path may do, whatever it believes: rewrite a log, a breach or a notice, change a first responder, drop a promise.
create function refuse_change() returns trigger language plpgsql as $$ begin raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation'; end $$;
--> statement-breakpoint
create trigger case_events_fixed before update or delete on case_events for each row execute function refuse_change();
--> statement-breakpoint
create trigger breaches_fixed before update or delete on breaches for each row execute function refuse_change();
--> statement-breakpoint
create trigger promises_kept before delete on promises for each row execute function refuse_change();
--> statement-breakpoint
create trigger notices_kept before delete on notices for each row execute function refuse_change();
--> statement-breakpoint
create function fixed_notice() returns trigger language plpgsql as $$ begin
  if (new.kind, new.number, new.token, new.content::text, new.hash, new.created_at) is distinct from (old.kind, old.number, old.token, old.content::text, old.hash, old.created_at)
    or (old.sealed_at is not null and new.sealed_at is distinct from old.sealed_at)
    or (old.served_at is not null and new.served_at is distinct from old.served_at)
    or (old.received_at is not null and new.received_at is distinct from old.received_at)
  then raise exception 'a notice does not change' using errcode = 'restrict_violation'; end if;
  return new; end $$;
--> statement-breakpoint
create trigger notices_fixed before update on notices for each row execute function fixed_notice();
--> statement-breakpoint
create function fixed_first_responder() returns trigger language plpgsql as $$ begin
  if old.first_responder_id is not null and new.first_responder_id is distinct from old.first_responder_id
  then raise exception 'the first responder is set once' using errcode = 'restrict_violation'; end if;
  return new; end $$;
--> statement-breakpoint
create trigger cases_first_responder before update on cases for each row execute function fixed_first_responder();
--> statement-breakpoint
create function fixed_promise() returns trigger language plpgsql as $$ begin
  if (new.case_id, new.purpose, new.family, new.basis, new.authority, new.unit, new.amount, new.started_at) is distinct from (old.case_id, old.purpose, old.family, old.basis, old.authority, old.unit, old.amount, old.started_at)
  then raise exception 'a promise does not change' using errcode = 'restrict_violation'; end if;
  return new; end $$;
--> statement-breakpoint
create trigger promises_fixed before update on promises for each row execute function fixed_promise();
--> statement-breakpoint
create sequence lane_fence;
