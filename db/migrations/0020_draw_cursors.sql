CREATE TABLE "draw_cursors" (
	"channel" text NOT NULL,
	"account" text NOT NULL,
	"cursor" text NOT NULL,
	"drawn_at" timestamp with time zone NOT NULL,
	CONSTRAINT "draw_cursors_channel_account_pk" PRIMARY KEY("channel","account")
);
