// Small pictures for buttons, drawn as strokes on a 24 x 24 grid; every one stands beside a word or in a named button.

const PATHS = {
  walk: 'M13 4.5a1.5 1.5 0 1 0 0-.01M11 21l2-6-3-3 1.5-5L8 9v3M11.5 7l3 3 3 1M13 15l3 2 1 4',
  fly: 'M3 13l18-9-6 17-4-7-8-1zM11 14l4-4',
  sit: 'M10 4.5a1.5 1.5 0 1 0 0-.01M9 8v6h6l2 6M9 14H7M6 10v10M12 11h3',
  hand: 'M7 12V6.5a1.5 1.5 0 0 1 3 0V11V4.5a1.5 1.5 0 0 1 3 0V11V6a1.5 1.5 0 0 1 3 0v7-4a1.5 1.5 0 0 1 3 0v5a7 7 0 0 1-7 7c-3 0-4.5-1.5-6-4l-2-4c-.6-1.3 1-2.3 2-1z',
  smile: 'M12 3a9 9 0 1 0 .01 0M8.5 10v.5M15.5 10v.5M8 14.5c2 2.7 6 2.7 8 0',
  people:
    'M9 11a3.5 3.5 0 1 0-.01 0M2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.5M17.5 14.5c2.5.7 4 2.7 4 5.5',
  chat: 'M4 5h16v11H10l-5 4v-4H4zM8 9h8M8 12.5h5',
  around: 'M12 3a9 9 0 1 0 .01 0M12 8a4 4 0 1 0 .01 0M12 1v4M12 19v4M1 12h4M19 12h4',
  look: 'M8 4l4 2 4-2 5 4-2.5 4L17 11v9H7v-9l-1.5 1L3 8z',
  settings: 'M4 7h9M17 7h3M15 5v4M4 12h3M11 12h9M9 10v4M4 17h10M18 17h2M16 15v4',
  help: 'M12 3a9 9 0 1 0 .01 0M9.5 9.5c0-3.3 5-3.3 5 0 0 2-2.5 2-2.5 4.2M12 16.8v.2',
  light: 'M12 8a4 4 0 1 0 .01 0M12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2',
  clock: 'M12 3a9 9 0 1 0 .01 0M12 7v5l3.5 2',
  weather:
    'M7 18h9.5a4 4 0 0 0 .6-7.9A5.5 5.5 0 0 0 6.6 11 3.6 3.6 0 0 0 7 18M9 20.5l-.7 1.5M13 20.5l-.7 1.5M17 20.5l-.7 1.5',
  duty: 'M12 3a6 6 0 0 1 6 6v5l2 3H4l2-3V9a6 6 0 0 1 6-6zM10 20.5c.8 1.3 3.2 1.3 4 0',
  meeting: 'M4 10h16M6 10V7a6 4 0 0 1 12 0v3M3 20l2-6h14l2 6M12 14v6M8.5 20h7',
  consult: 'M3 4h12v8H8l-4 3v-3H3zM18 9h3v8h-1v3l-4-3h-6v-2M6 8h6',
  fork: 'M7 3v6c0 4 10 2 10 6v6M7 9v12M4.5 5.5L7 3l2.5 2.5M14.5 18.5L17 21l2.5-2.5',
  layers: 'M12 3l9 5-9 5-9-5zM3 12.5l9 5 9-5M3 17l9 5 9-5',
  play: 'M7 4.5v15l12-7.5z',
  pause: 'M8 5v14M16 5v14',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  headset: 'M3 8h18v9h-6l-2-3h-2l-2 3H3zM3 10H1.5v4H3M21 10h1.5v4H21M6 8V6h12v2',
  table: 'M12 3l8 4-8 4-8-4zM4 7v5l8 4 8-4V7M12 11v5M6 17v4M18 17v4',
  leave: 'M14 4H5v16h9M10 12h11M17 8l4 4-4 4',
  close: 'M6 6l12 12M18 6L6 18',
  up: 'M6 15l6-6 6 6',
  down: 'M6 9l6 6 6-6',
  search: 'M10.5 4a6.5 6.5 0 1 0 .01 0M15.5 15.5L21 21',
  wave: 'M8 13V7.5a1.4 1.4 0 0 1 2.8 0V11V5.5a1.4 1.4 0 0 1 2.8 0V11V7a1.4 1.4 0 0 1 2.8 0v7a6 6 0 0 1-6 6c-2.8 0-4-1.5-5.4-4l-1.5-3c-.5-1.2.9-2 1.8-1zM18.5 4c1.5 1 2.3 2.3 2.5 4M4 4.5C3 5.5 2.5 6.5 2.5 8',
  clap: 'M8 20c-3-1-5-4-5-7l1.5-5c.4-1.2 2.2-.9 2.2.4V12l5-7c.8-1 2.5 0 1.8 1.2L17 5c1-.9 2.3.4 1.5 1.5L15 12l3-2.5c1-.8 2.3.5 1.5 1.6C17 15 13 21.5 8 20zM20 2l1.5-1M21.5 5H23',
  nod: 'M12 3.5a5 5 0 1 0 .01 0M12 16v5M9 18.5l3 3 3-3',
  shake: 'M12 3.5a5 5 0 1 0 .01 0M5 18.5h14M7.5 16L5 18.5 7.5 21M16.5 16l2.5 2.5-2.5 2.5',
  point: 'M3 11h11.5a1.5 1.5 0 0 0 0-3H10M3 11v8h8c2 0 3-1 3.5-2.5l1-3.5M14.5 8H20a1.5 1.5 0 0 1 0 3h-5',
  laugh: 'M12 3a9 9 0 1 0 .01 0M7.5 10.5L9 9l1.5 1.5M13.5 10.5L15 9l1.5 1.5M7.5 13.5h9c0 5-9 5-9 0z',
  thumbsUp: 'M4 11h3v9H4zM7 11l4-7c1.8 0 2.5 1.2 2 3l-.7 3H18c1.5 0 2.3 1 2 2.5l-1.3 5.5c-.3 1.2-1 2-2.2 2H7',
  heart:
    'M12 20C5 15 3 12 3 8.8 3 6 5 4.5 7.2 4.5c2 0 3.8 1.2 4.8 3 1-1.8 2.8-3 4.8-3C19 4.5 21 6 21 8.8c0 3.2-2 6.2-9 11.2z',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" focusable="false">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        stroke-width={name === 'more' ? 3.2 : 1.7}
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  )
}
