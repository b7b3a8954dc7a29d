ALTER TABLE "breaches" ALTER COLUMN "id" SET DATA TYPE bigint;--> statement-breakpoint
-- numbered without gaps from here on: after what there is, by counters and not by a sequence, which jumps when the power goes
ALTER TABLE "breaches" ALTER COLUMN "id" DROP DEFAULT;--> statement-breakpoint
DROP SEQUENCE IF EXISTS "breaches_id_seq";--> statement-breakpoint
insert into counters (key, last) select 'breach', max(id) from breaches having max(id) is not null on conflict (key) do nothing;--> statement-breakpoint
-- the board says how many were found, and whether what came late has come
create trigger breaches_published after insert on breaches for each statement execute function tell_published();--> statement-breakpoint
create trigger promises_came_late after update of ended_at on promises for each row when (new.ended_at is distinct from old.ended_at and new.due_at <= new.ended_at) execute function tell_published();
