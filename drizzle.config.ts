// Where drizzle-kit finds the tables and puts the migrations it writes (`npm run db:generate`).
import { defineConfig } from 'drizzle-kit'

export default defineConfig({ dialect: 'postgresql', schema: './db/schema.ts', out: './db/migrations' })
