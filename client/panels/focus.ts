// Where the keyboard goes when what held it is gone.

export const isNowhere = (focused: Element | null): boolean => focused === null || focused === document.body

export function focusView(): void {
  document.querySelector<HTMLElement>('#view')?.focus({ preventScroll: true })
}
