import type { Place } from '../../src-main/contract/places.ts'
import { settings } from './settings.svelte.ts'

interface Where {
  readonly place: Place
  /** The view within each place. */
  readonly views: Readonly<Record<string, string>>
}

/** Milliseconds. */
const keptAfter = 150

const start: Where = { place: 'data', views: {} }

/** Where the analyst is. Kept for each project, so that it opens where it was left. */
class Navigation {
  #where = $state.raw<Where>(start)
  #project: string | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  get place(): Place {
    return this.#where.place
  }

  /** The view of a place, or the first of `views` where none was chosen or the one chosen is gone. */
  view<View extends string>(place: Place, views: readonly View[]): View {
    const chosen = this.#where.views[place]
    return views.find((view) => view === chosen) ?? views[0]
  }

  go(place: Place, view?: string): void {
    this.#set(place, view === undefined ? this.#where.views : { ...this.#where.views, [place]: view })
  }

  /** What was made in a place is ready to be seen there; whoever has gone elsewhere meanwhile is left in peace. */
  arrive(place: Place, view: string): void {
    this.#set(this.#where.place, { ...this.#where.views, [place]: view })
  }

  /** The place will show its first view when it is next gone to: a form that was left is done with. */
  forget(place: Place): void {
    const { [place]: _left, ...views } = this.#where.views
    this.#set(this.#where.place, views)
  }

  #set(place: Place, views: Where['views']): void {
    this.#where = { place, views }
    this.#keep()
  }

  /** Kept a moment later, so that quick steps through the window are one change. */
  #keep(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      const path = this.#project
      if (path === null) return
      const others = settings.current.whereLeft.filter((each) => each.path !== path)
      void settings.change({ whereLeft: [{ path, ...this.#where }, ...others].slice(0, 20) })
    }, keptAfter)
  }

  /** Returns to where this project was left. */
  enter(path: string | null): void {
    this.#project = path
    this.#where = path === null ? start : remembered(path)
  }
}

export const navigation = new Navigation()

/** Where the settings say that this project was left. */
function remembered(path: string): Where {
  const left = settings.current.whereLeft.find((each) => each.path === path)
  return left === undefined ? start : { place: left.place, views: left.views }
}
