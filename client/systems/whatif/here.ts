// "What if" on the page: the board of branches, their runs as timelines that can be stepped into and compared, their marks.
import { isKey, say } from '../../panels/strings.ts'
import { markWords } from '../../panels/told-words.ts'
import type { SystemHere } from '../system.ts'
import { whatifBoard } from './board.ts'
import { comparedTo } from './compared.ts'
import { timelinesIn } from './rows.ts'
import { takerFor } from './taker.ts'

export const whatifHere: SystemHere = {
  id: 'whatif',
  markText: ({ kind, text }) => {
    const key = `mark_${kind.replace('.', '_')}`
    return isKey(key) ? say(key, { what: markWords(text) }) : null
  },
  board: whatifBoard,
  compared: comparedTo,
  timelines: timelinesIn,
  taker: takerFor,
}
