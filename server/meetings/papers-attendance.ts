// The attendance report as a page: a table of seats with every coming and going, and of who was there without a seat.
import { type AttendanceReport, attendanceReport } from '../../shared/civic/attendance-report.ts'
import { type Html, html, NOTHING } from './papers-html.ts'
import { type Printing, row } from './papers-page.ts'

export function attendancePage(printing: Printing): Html {
  const { state, say, dates } = printing
  const report = attendanceReport(state)
  const { openedMs, closedMs, sittingMs, seats, others } = report
  const share = (presentMs: number): string =>
    sittingMs === 0 ? '' : `${Math.floor((100 * presentMs) / sittingMs)} % (${dates.span(presentMs)})`
  return html` <dl>
      ${row(say('room'), state.about?.room ?? '')}${row(say('opened'), openedMs === null ? null : dates.full(openedMs))}
      ${row(say('closed'), closedMs === null ? null : dates.full(closedMs))}${row(say('sitting'), dates.span(sittingMs))}
      ${row(say('present'), `${seats.filter(({ stays }) => stays.length > 0).length} / ${seats.length}`)}
    </dl>
    <div class="wide">
      <table>
        <caption>
          ${say('seatsHeading')}
        </caption>
        <thead>
          <tr>
            ${[say('seat'), say('name'), say('group'), say('times'), say('share')].map((text) => html`<th scope="col">${text}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${seats.map(
            ({ seat, name, group, stays, presentMs }) =>
              html`<tr>
                <td>${seat}</td>
                <th scope="row"><bdi>${name}</bdi></th>
                <td>${group}</td>
                <td>${staysOf(stays, name, printing)}</td>
                <td class="number">${share(presentMs)}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
    ${
      others.length === 0
        ? NOTHING
        : html`<div class="wide">
            <table>
              <caption>
                ${say('others')}
              </caption>
              <thead>
                <tr>
                  ${[say('name'), say('office'), say('times'), say('share')].map((text) => html`<th scope="col">${text}</th>`)}
                </tr>
              </thead>
              <tbody>
                ${others.map(
                  ({ name, office, stays, presentMs }) =>
                    html`<tr>
                      <th scope="row"><bdi>${name}</bdi></th>
                      <td>${say(`office_${office ?? 'none'}`)}</td>
                      <td>${staysOf(stays, name, printing)}</td>
                      <td class="number">${share(presentMs)}</td>
                    </tr> `,
                )}
              </tbody>
            </table>
          </div>`
    }`
}

type Stays = AttendanceReport['seats'][number]['stays']

/** By name where it was somebody else than the holder. */
const staysOf = (stays: Stays, holder: string, { dates, say }: Printing): Html =>
  stays.length === 0
    ? html`–`
    : html`${stays.map(
        ({ by, inMs, outMs }, i) =>
          html`${i > 0 ? html`<br />` : NOTHING}${dates.time(inMs)} –
          ${outMs === null ? say('stillHere') : dates.time(outMs)}${by === holder ? NOTHING : html` (<bdi>${by}</bdi>)`}`,
      )}`
