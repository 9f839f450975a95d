// Where a panel is shown: on the page, or alone on a surface in the headset, where nothing scrolls and no slider drags.

export type Host = 'screen' | 'headset'
