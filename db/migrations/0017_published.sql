-- every process drops its finished pages when what they show is changed, by whichever code; one NOTIFY a transaction
create function tell_published() returns trigger language plpgsql as $$ begin perform pg_notify('published', ''); return null; end $$;--> statement-breakpoint
create trigger staff_published after insert or update or delete on staff for each statement execute function tell_published();--> statement-breakpoint
create trigger breach_flows_published after insert or update or delete on breach_flows for each statement execute function tell_published();--> statement-breakpoint
create trigger account_events_published after insert or update or delete on account_events for each statement execute function tell_published();--> statement-breakpoint
create trigger challenges_published after insert or update or delete on challenges for each statement execute function tell_published();--> statement-breakpoint
create trigger hearings_published after insert or update or delete on hearings for each statement execute function tell_published();--> statement-breakpoint
create trigger hearing_signups_published after insert or update or delete on hearing_signups for each statement execute function tell_published();--> statement-breakpoint
create trigger hearing_questions_published after insert or update or delete on hearing_questions for each statement execute function tell_published();--> statement-breakpoint
create trigger pledge_texts_published after insert or update or delete on pledge_texts for each statement execute function tell_published();--> statement-breakpoint
create trigger pledge_signatures_published after insert or update or delete on pledge_signatures for each statement execute function tell_published();--> statement-breakpoint
create trigger pledge_photos_published after insert or update or delete on pledge_photos for each statement execute function tell_published();--> statement-breakpoint
create trigger department_pledges_published after insert or update or delete on department_pledges for each statement execute function tell_published();--> statement-breakpoint
create trigger assessments_published after insert or update or delete on assessments for each statement execute function tell_published();--> statement-breakpoint
create trigger assessment_proposals_published after insert or update or delete on assessment_proposals for each statement execute function tell_published();--> statement-breakpoint
create trigger disclosures_published after insert or update or delete on disclosures for each statement execute function tell_published();--> statement-breakpoint
create trigger disclosure_versions_published after insert or update or delete on disclosure_versions for each statement execute function tell_published();--> statement-breakpoint
create trigger anchors_published after insert or update or delete on anchors for each statement execute function tell_published();--> statement-breakpoint
-- a question put in public is a case; its other cases are nobody's business
create trigger cases_published after insert or update on cases for each row when (new.kind = 'challenge') execute function tell_published();--> statement-breakpoint
create trigger promises_published after update of due_date on promises for each row when (old.due_date is distinct from new.due_date) execute function tell_published();
