// What people may say and show, without the parser: panels know it before anything of the wire is loaded.

/** How far "near" carries in chat, metres. */
export const NEAR_M = 30
/** Characters of one line. */
export const MAX_SAID = 500

export const EMOTES = ['wave', 'clap', 'nod', 'shake', 'point', 'laugh', 'thumbsUp', 'heart'] as const
export type Emote = (typeof EMOTES)[number]
