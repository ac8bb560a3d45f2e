/**
 * Focus is never lost: where what had it is gone, the nearest thing around it that takes focus and is still there has it,
 * else the name of the screen. Dialogs and menus give it back themselves. Returns how to stop.
 */
export function keepFocus(): () => void {
  let last: Element | null = null
  let around: readonly HTMLElement[] = []
  const remember = ({ target }: FocusEvent) => {
    last = target instanceof Element ? target : null
    around = last === null || last.closest('[role="dialog"], [role="menu"]') ? [] : ancestorsOf(last)
  }
  const observer = new MutationObserver(() => {
    if (last === null || last.isConnected || around.length === 0) return
    if (document.activeElement !== document.body) return
    const next = around.find((each) => each.isConnected && each.matches('[tabindex="0"]'))
    const heir = next ?? document.querySelector<HTMLElement>('#screen-title')
    heir?.focus({ preventScroll: true })
  })
  document.addEventListener('focusin', remember)
  observer.observe(document.body, { childList: true, subtree: true })
  return () => {
    document.removeEventListener('focusin', remember)
    observer.disconnect()
  }
}

/** From the inside out. */
function ancestorsOf(element: Element): HTMLElement[] {
  const found: HTMLElement[] = []
  for (let each = element.parentElement; each !== null; each = each.parentElement) found.push(each)
  return found
}
