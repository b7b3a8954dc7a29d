/** Every page of the public site. */
import type { FastifyInstance } from 'fastify'
import { boardPages } from '../board/index.ts'
import { displayPreferencesRoute } from '../display-preferences.ts'
import type { WebOptions } from '../options.ts'
import type { Sessions } from '../chat-session.ts'
import { chatPage } from './chat.ts'
import { departmentPages } from './departments.ts'
import { homePage } from './home.ts'
import { itemPages } from './items.ts'
import { lifePages } from './life.ts'
import { noticePages } from './notice.ts'
import { plainChatPages } from './plain-chat.ts'
import { robots } from './robots.ts'
import { securityText } from './security-text.ts'
import { trackPages } from './track.ts'

export function pageRoutes(app: FastifyInstance, o: WebOptions, sessions: Sessions): void {
  homePage(app, o)
  itemPages(app, o)
  lifePages(app, o)
  departmentPages(app, o)
  boardPages(app, o)
  trackPages(app, o)
  noticePages(app, o)
  chatPage(app, o)
  plainChatPages(app, o, sessions)
  displayPreferencesRoute(app, o)
  robots(app, o)
  securityText(app, o)
}
