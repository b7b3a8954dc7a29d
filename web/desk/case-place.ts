/** Draws where a case is, on its page: village and who looks after it, the pin in the coordinates of Chinese maps, what is near. */
import type { CaseContext } from '../../core/case/case-context.ts'
import { formatPlace } from '../../core/messages/place.ts'
import { sayDistance, toGcj02 } from '../../core/place/place.ts'
import type { Town } from '../../core/town.ts'
import { html, type Markup } from '../html.ts'

const degrees = (n: number): string => n.toFixed(5)

/** Rows of the list of facts; null where nobody said where it is. */
export function placeFacts({ case: c, near = [] }: CaseContext, town: Town): Markup | null {
  const where = formatPlace(c, town)
  if (where === '') return null
  const map = c.place && toGcj02(c.place)
  return html`<dt>地点</dt>
    <dd>
      ${where}${
        c.place &&
        map &&
        html`<br /><small
            >手机地图里搜 ${degrees(map.lat)},${degrees(map.lon)}；<a
              href="geo:${degrees(c.place.lat)},${degrees(c.place.lon)}"
              >在手机上打开</a
            ></small
          >`
      }
    </dd>
    ${
      near.length > 0 &&
      html`<dt>附近同样的事</dt>
        <dd>
          ${near.map(
            ({ number, metres }) =>
              html`<a href="/staff/cases/${number}">${number}</a>
                ${metres === null ? '同村' : sayDistance(metres)}<br />`,
          )}
        </dd>`
    }`
}
