// The desk's own script: lists renew themselves, keys move through them. Every page works without it.
;(function () {
  'use strict'
  var live = document.querySelector('[data-live]')

  function renew() {
    fetch(live.getAttribute('data-live'), { headers: { 'x-desk': 'auto' }, credentials: 'same-origin' })
      .then(function (answer) {
        if (answer.status === 401) return location.reload()
        return answer.ok ? answer.text().then(show) : undefined
      })
      .catch(function () {
        // the next nudge tries again
      })
  }

  function show(text) {
    var at = document.activeElement
    var row = at && live.contains(at) && at.closest('[data-row]')
    var here = document.querySelector('.at')
    // somebody is typing in it: what they wrote is not taken away
    if (at && live.contains(at) && /^(TEXTAREA|INPUT|SELECT)$/.test(at.tagName)) return
    live.innerHTML = text
    var again = row && document.getElementById(row.id)
    if (again && again.querySelector('a')) again.querySelector('a').focus()
    if (here && document.getElementById(here.id)) document.getElementById(here.id).classList.add('at')
  }

  var waiting = 0
  function nudged() {
    clearTimeout(waiting)
    waiting = setTimeout(renew, 400)
  }

  if (live && window.EventSource) {
    var lines = new EventSource('/staff/events')
    lines.onmessage = nudged
  }

  function rows() {
    return Array.prototype.slice.call(document.querySelectorAll('[data-row]'))
  }

  function step(by) {
    var all = rows()
    if (all.length === 0) return
    var at = all.findIndex(function (row) {
      return row.classList.contains('at')
    })
    var next = Math.max(0, Math.min(all.length - 1, at + by))
    if (at >= 0) all[at].classList.remove('at')
    all[next].classList.add('at')
    var link = all[next].querySelector('a')
    if (link) link.focus()
    all[next].scrollIntoView({ block: 'nearest' })
  }

  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return
    if (event.key === 'j') step(1)
    else if (event.key === 'k') step(-1)
    else if (event.key === 'g') location.href = '/staff'
    else if (event.key === '/' && document.getElementById('number')) document.getElementById('number').focus()
    else if (event.key === 'r' && document.getElementById('act')) document.getElementById('act').focus()
    else return
    event.preventDefault()
  })
})()
