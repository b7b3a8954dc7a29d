CREATE TABLE "pledge_photos" (
	"staff_id" bigint PRIMARY KEY NOT NULL,
	"file_id" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "hearings" ADD COLUMN "changed" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "pledge_photos" ADD CONSTRAINT "pledge_photos_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pledge_photos" ADD CONSTRAINT "pledge_photos_file_id_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."files"("id") ON DELETE no action ON UPDATE no action;