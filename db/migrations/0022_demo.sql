CREATE TABLE "demo_marks" (
	"made_at" timestamp with time zone PRIMARY KEY NOT NULL
);
