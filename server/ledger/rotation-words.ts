// Why a change of officers is refused, each a sentence with the name of the thing.
import type { RotationFault } from '../../shared/records/rotation.ts'

export function faultSentence(fault: RotationFault): string {
  switch (fault.is) {
    case 'nothing':
      return 'that changes nothing: these are the officers and the quorum of the board now'
    case 'many':
      return 'at most 100 officers are changed at once'
    case 'noChair':
      return 'the board would have no chair, and could decide nothing any more'
    case 'noSecretary':
      return 'the board would have no secretary, and could decide nothing any more'
    case 'noAddress':
      return `${fault.who.slice(0, 60)} is no address (0x and 40 hex digits)`
    case 'zeroAddress':
      return 'the zero address is nobody’s: an officer has a key of their own'
    case 'twice':
      return `${fault.who} is named twice; an officer has one role`
    case 'stranger':
      return `${fault.who} is no officer of the board and cannot leave it`
    case 'quorum':
      break
  }
  return `a quorum of ${fault.quorum} cannot be met by ${fault.officers} officers; it is between 1 and ${fault.officers}`
}
