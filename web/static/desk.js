// The desk's own script: lists renew themselves, keys move through them. Every page works without it.
;(function () {
  'use strict'
  var live = document.querySelector('[data-live]')

  // on a phone the rooms are one line: the one that is open is brought into sight
  var room = document.querySelector('body > nav [aria-current]')
  if (room) room.parentNode.parentNode.parentNode.scrollLeft = room.offsetLeft - 40

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

  // what the resident will read, while it is being written
  function watch(form) {
    var timer = 0
    var asked = 0
    function look() {
      var mine = ++asked
      var fields = new URLSearchParams(new FormData(form))
      fetch(form.getAttribute('data-preview'), {
        method: 'POST',
        headers: { 'x-desk': 'script' },
        credentials: 'same-origin',
        body: fields,
      })
        .then(function (answer) {
          return answer.ok ? answer.text() : ''
        })
        .then(function (text) {
          if (mine === asked) form.querySelector('.preview').innerHTML = text
        })
        .catch(function () {
          // the button for looking first still works
        })
    }
    function soon() {
      clearTimeout(timer)
      timer = setTimeout(look, 350)
    }
    form.addEventListener('input', soon)
    // nothing is asked of the desk while a field is still to be filled in
    function first() {
      if (form.closest('details').open && form.querySelector('.preview').innerHTML === '' && form.checkValidity())
        look()
    }
    form.closest('details').addEventListener('toggle', first)
    form.querySelector('.look').hidden = true
  }
  document.querySelectorAll('form[data-preview]').forEach(watch)

  document.querySelectorAll('select[data-fills]').forEach(function (select) {
    select.addEventListener('change', function () {
      var chosen = select.options[select.selectedIndex]
      var field = document.getElementById(select.getAttribute('data-fills'))
      if (!chosen.getAttribute('data-text')) return
      field.value = chosen.getAttribute('data-text')
      field.focus()
      field.dispatchEvent(new Event('input', { bubbles: true }))
    })
  })

  document.querySelectorAll('input[data-all]').forEach(function (all) {
    all.closest('label').hidden = false
    all.addEventListener('change', function () {
      document.querySelectorAll('input[name="' + all.getAttribute('data-all') + '"]').forEach(function (one) {
        one.checked = all.checked
      })
    })
  })

  // pressed twice is done once
  document.addEventListener('submit', function (event) {
    if (event.target.method !== 'post' || event.target.hasAttribute('data-again')) return
    setTimeout(function () {
      event.target.querySelectorAll('button').forEach(function (button) {
        button.disabled = true
      })
    })
  })
  window.addEventListener('pageshow', function (event) {
    if (event.persisted) location.reload()
  })

  // somebody else moved the case that is open here
  var changed = document.getElementById('changed')
  function compare() {
    fetch(changed.getAttribute('data-version'), { headers: { 'x-desk': 'auto' }, credentials: 'same-origin' })
      .then(function (answer) {
        if (answer.status === 404) changed.hidden = false
        return answer.ok
          ? answer.json().then(function (now) {
              changed.hidden = String(now.version) === changed.getAttribute('data-now')
            })
          : undefined
      })
      .catch(function () {
        // the next nudge tries again
      })
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

  var waiting = 0
  if ((live || changed) && window.EventSource) {
    var lines = new EventSource('/staff/events')
    var soon = function () {
      clearTimeout(waiting)
      waiting = setTimeout(live ? renew : compare, 400)
    }
    lines.onmessage = soon
    // something may have happened between the making of the page and the opening of the line
    lines.onopen = soon
  }

  document.addEventListener('keydown', function (event) {
    if (event.defaultPrevented) return
    if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return
    if (event.key === 'j') step(1)
    else if (event.key === 'k') step(-1)
    else if (event.key === 'x' && document.querySelector('.at input[type="checkbox"]'))
      document.querySelector('.at input[type="checkbox"]').click()
    else if (event.key === 'g') location.href = '/staff'
    else if (event.key === '/' && document.getElementById('number')) document.getElementById('number').focus()
    else if (event.key === 'r' && document.getElementById('act')) document.getElementById('act').focus()
    else return
    event.preventDefault()
  })
})()
