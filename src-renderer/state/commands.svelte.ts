import { SvelteMap } from 'svelte/reactivity'

/** Something that can be done from the keyboard, by the palette or by its own keys. */
export interface Command {
  readonly id: string
  readonly group: 'places' | 'project' | 'here' | 'window'
  readonly title: () => string
  /** "Mod+Z": Mod is Ctrl, on a Mac Command. */
  readonly keys?: string
  /** Other keys that people know for it. */
  readonly alsoKeys?: string
  readonly enabled?: () => boolean
  readonly run: () => void
}

/** Commands of what is on the screen now. */
class Commands {
  #sets = new SvelteMap<string, readonly Command[]>()

  get all(): Command[] {
    return [...this.#sets.values()].flat()
  }

  /** Offers commands until the returned function is called. */
  offer(owner: string, commands: readonly Command[]): () => void {
    this.#sets.set(owner, commands)
    return () => {
      if (this.#sets.get(owner) === commands) this.#sets.delete(owner)
    }
  }
}

export const commands = new Commands()

const onMac = navigator.userAgent.includes('Mac')

/** Runs the command whose keys were pressed. Keys without Mod are left to a field that is being typed in. */
export function runByKeys(event: KeyboardEvent): void {
  if (event.defaultPrevented || inDialog(event.target)) return
  const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select')
  const pressed = keysOf(event)
  const found = commands.all.find(
    ({ keys, alsoKeys, enabled }) => (keys === pressed || alsoKeys === pressed) && (enabled?.() ?? true),
  )
  if (found === undefined) return
  if (typing && !(pressed.startsWith('Mod+') && !/^Mod\+(Shift\+)?[AVXCYZ]$/.test(pressed))) return
  event.preventDefault()
  found.run()
}

/** What a dialog asks is answered first: the screen behind it does not listen. */
function inDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"], [role="menu"]') !== null
}

/** How keys are written on this machine. */
export function keysInWords(keys: string): string {
  return keys
    .replace('Mod', onMac ? '⌘' : 'Ctrl')
    .replace('Shift', onMac ? '⇧' : 'Shift')
    .replaceAll('+', onMac ? '' : '+')
}

function keysOf(event: KeyboardEvent): string {
  const modifier = onMac ? event.metaKey : event.ctrlKey
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key
  return [modifier ? 'Mod' : '', event.altKey ? 'Alt' : '', event.shiftKey && key !== '?' ? 'Shift' : '', key]
    .filter((part) => part !== '')
    .join('+')
}
