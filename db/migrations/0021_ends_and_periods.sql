CREATE INDEX "cases_number_end" ON "cases" USING btree (reverse(number) text_pattern_ops);--> statement-breakpoint
CREATE INDEX "promises_due_at" ON "promises" USING btree ("due_at");