import { mount } from 'svelte'
import App from './App.svelte'
import './styles/controls.css'

const target = document.getElementById('window')
if (target !== null) mount(App, { target })
