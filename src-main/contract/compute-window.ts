/** Between the engine, main and the window that reaches the graphics processor. */

/** With a port: from main to the compute window's preload, and on to its page. */
export const computePortMessage = 'compute.port'

/** From the engine to main: it wants a link to the compute window, or needs one no more. */
export type ComputeWish =
  | { readonly compute: 'open'; readonly link: number }
  | { readonly compute: 'close'; readonly link: number }

/** From main to the engine: the link's port comes with it, or why there is none. */
export type ComputeReply = { readonly computeLink: number; readonly failed?: string }
