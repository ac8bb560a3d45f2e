import type { Settings } from '../contract/settings.ts'

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Smaller, the six places do not fit. */
export const smallestWindow = { minWidth: 960, minHeight: 640 } as const

/** How much of the title bar must be seen, in pixels, for a window to be within reach. */
const handle = { width: 120, height: 32 }

/**
 * Where the window opens: where it was, no larger than the display and no smaller than it may be; in the middle of the
 * main display (no x and y) where its title bar could not be reached any more.
 */
export function placeWindow(
  place: Settings['window'],
  displays: readonly Rectangle[],
): { x?: number; y?: number; width: number; height: number } {
  const { x, y } = place
  const home = displays.find(
    (display) => x !== undefined && y !== undefined && reachable({ ...place, x, y }, display),
  )
  const display = home ?? displays[0]
  const width = between(smallestWindow.minWidth, place.width, display?.width ?? place.width)
  const height = between(smallestWindow.minHeight, place.height, display?.height ?? place.height)
  return home === undefined ? { width, height } : { x, y, width, height }
}

function reachable(window: Rectangle, display: Rectangle): boolean {
  const right = Math.min(window.x + window.width, display.x + display.width)
  const seen = right - Math.max(window.x, display.x)
  const top = window.y >= display.y && window.y + handle.height <= display.y + display.height
  return top && seen >= handle.width
}

function between(least: number, wanted: number, most: number): number {
  return Math.max(least, Math.min(wanted, most))
}
