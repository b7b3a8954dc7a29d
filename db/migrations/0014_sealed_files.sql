CREATE TABLE "file_parts" (
	"file_id" bigint NOT NULL,
	"nth" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "file_parts_file_id_nth_pk" PRIMARY KEY("file_id","nth")
);
--> statement-breakpoint
ALTER TABLE "files" ALTER COLUMN "bytes" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "files" ADD COLUMN "sealed_key" text;--> statement-breakpoint
ALTER TABLE "files" ADD COLUMN "drop_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "file_parts" ADD CONSTRAINT "file_parts_file_id_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."files"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "files_drop" ON "files" USING btree ("drop_at") WHERE drop_at is not null;--> statement-breakpoint
CREATE INDEX "files_clear" ON "files" USING btree ("id") WHERE bytes is not null;--> statement-breakpoint
CREATE INDEX "files_held" ON "files" USING btree ("size") WHERE sealed_key is not null or bytes is not null;
--> statement-breakpoint
-- sealed bytes do not get shorter, and trying costs more than the rest of writing them
ALTER TABLE "file_parts" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;--> statement-breakpoint
UPDATE "files" SET "bytes" = NULL WHERE length("bytes") = 0;--> statement-breakpoint
-- what no case, pledge or letter of the desk holds is dropped after a day, what the desk sent with the chat's texts
UPDATE "files" f SET "drop_at" = "created_at" + CASE
    WHEN EXISTS (SELECT 1 FROM "outbox" o WHERE o."file_id" = f."id") OR EXISTS (SELECT 1 FROM "mailbox" m WHERE m."file_id" = f."id")
    THEN interval '365 days' ELSE interval '1 day' END
  WHERE "bytes" IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM "case_files" c WHERE c."file_id" = f."id")
    AND NOT EXISTS (SELECT 1 FROM "case_materials" m WHERE m."file_id" = f."id")
    AND NOT EXISTS (SELECT 1 FROM "pledge_photos" p WHERE p."file_id" = f."id");
