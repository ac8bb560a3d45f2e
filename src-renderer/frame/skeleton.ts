import { places } from '../../src-main/contract/places.ts'
import { type IconName, icons } from '../parts/icons.ts'

/**
 * What stands in the page before its first script: the frame of a project that is opened, and the start. The program puts
 * its words, `{like_this}`, into the language of the window and says which of the two is seen; styles/skeleton.css gives them
 * the measures of the components that take their place.
 */
export const skeleton = `
<div class="skeleton" aria-hidden="true">
  <div class="skeleton-project">
    <div class="skeleton-rail">
      <div class="skeleton-name"><b>{project}</b>${icon('chevron')}</div>
      <div>${places.map((place) => line(place, `ui_place_${place}`, 1.125)).join('')}</div>
      <div>${[
        line('undo', 'ui_undo'),
        line('redo', 'ui_redo'),
        line('search', 'ui_rail_search'),
        line('help', 'ui_rail_help'),
        line('settings', 'ui_rail_settings'),
      ].join('')}</div>
    </div>
    <div class="skeleton-place"><i></i><i></i></div>
  </div>
  <div class="skeleton-start">
    <div>
      <p class="skeleton-brand"><svg viewBox="0 0 24 24"><circle cx="5" cy="12" r="3" /><circle cx="19" cy="5" r="3" /><circle cx="19" cy="19" r="3" /><path d="M7.700 10.700 16.200 6.500M7.700 13.300l8.500 4.200" /></svg>Antecedent</p>
      <h1>{ui_start_title}</h1>
      <p class="skeleton-lead">{ui_start_lead}</p>
    </div>
    <div class="skeleton-ways">${[
      way('plus', 'ui_project_new', 'ui_start_new_hint'),
      way('folder', 'ui_project_open', 'ui_start_open_hint'),
      way('shop', 'ui_start_sample', 'ui_start_sample_hint'),
    ].join('')}</div>
    <h2>{ui_start_recent}</h2>
  </div>
</div>`

function line(name: IconName, words: string, size?: number): string {
  return `<p>${icon(name, size)}<span>{${words}}</span></p>`
}

function way(name: IconName, words: string, hint: string): string {
  return `<p>${icon(name, 1.25)}<strong>{${words}}</strong><span>{${hint}}</span></p>`
}

/** In a size of `styles/skeleton.css`, since markup may carry no style. */
function icon(name: IconName, size = 1): string {
  return `<svg class="skeleton-icon" data-size="${size}rem" viewBox="0 0 16 16"><path d="${icons[name]}" /></svg>`
}
