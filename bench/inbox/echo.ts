/** What the desk is measured against: a bare telegraf bot that says everything back, on a webhook, with no database. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Telegraf } from 'telegraf'
import { message } from 'telegraf/filters'

const bot = new Telegraf('42:echo', { telegram: { apiRoot: process.argv[2] ?? '', webhookReply: false } })
bot.on(message('text'), (ctx) => ctx.reply(ctx.message.text))
bot.botInfo = await bot.telegram.getMe()
const server = createServer(bot.webhookCallback('/telegram/webhook', { secretToken: 'fault-secret' }) as never)
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
