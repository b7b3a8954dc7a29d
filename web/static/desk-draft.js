// Words that are being written at the desk are not lost: kept in this tab, warned of before the session ends, put back after it.
;(function () {
  'use strict'
  var me = document.body.getAttribute('data-me')
  var here = location.pathname
  var PREFIX = 'shouwen.draft.'
  var BACK = 'shouwen.back'
  var PENDING = 'shouwen.pending'
  /** A draft of yesterday is of no use to anybody. */
  var KEPT_MS = 12 * 3600 * 1000
  /** So long before the session ends it is said. */
  var WARN_S = 300
  var store = null
  try {
    store = window.sessionStorage
  } catch {
    // a browser that keeps nothing: the page works without
  }

  function read(key) {
    try {
      return JSON.parse(store.getItem(key))
    } catch {
      return null
    }
  }
  function write(key, value) {
    try {
      store.setItem(key, JSON.stringify(value))
    } catch {
      // full: what is on the page stays on the page
    }
  }
  function drafts() {
    return Object.keys(store).filter(function (key) {
      return key.indexOf(PREFIX) === 0
    })
  }
  function dropAll() {
    drafts()
      .concat(BACK, PENDING)
      .forEach(function (key) {
        store.removeItem(key)
      })
  }
  function keyOf(form) {
    return PREFIX + me + ' ' + form.getAttribute('data-path') + ' ' + form.getAttribute('data-draft')
  }

  var FIELDS = 'textarea, select, input:not([type="hidden"])'
  function valuesOf(form) {
    var values = {}
    form.querySelectorAll(FIELDS).forEach(function (field) {
      var list = (values[field.name] = values[field.name] || [])
      if (field.type === 'checkbox') list.push(field.checked ? field.value : '')
      else list.push(field.value)
    })
    return values
  }
  function putBack(form, values) {
    var nth = {}
    form.querySelectorAll(FIELDS).forEach(function (field) {
      var at = (nth[field.name] = (nth[field.name] || 0) + 1) - 1
      var value = (values[field.name] || [])[at]
      if (value === undefined) return
      if (field.type === 'checkbox') field.checked = value !== ''
      else field.value = value
    })
  }
  function written(values) {
    return Object.keys(values).some(function (name) {
      return ['text', 'more', 'procedure', 'party'].indexOf(name) >= 0 && values[name].join('').trim() !== ''
    })
  }
  function wordsOf(values) {
    return ['text', 'more', 'procedure', 'party']
      .map(function (name) {
        return (values[name] || []).join('\n').trim()
      })
      .filter(Boolean)
      .join('\n')
  }

  function element(tag, className, text) {
    var made = document.createElement(tag)
    if (className) made.className = className
    if (text) made.textContent = text
    return made
  }
  function button(text, does) {
    var made = element('button', 'plain', text)
    made.type = 'button'
    made.addEventListener('click', does)
    return made
  }

  // ----- drafts
  function keep(form) {
    var values = valuesOf(form)
    if (written(values)) write(keyOf(form), { at: Date.now(), values: values })
    else store.removeItem(keyOf(form))
  }
  function restore(form) {
    var draft = read(keyOf(form))
    // what the server put back is newer
    if (!draft || form.hasAttribute('data-typed') || written(valuesOf(form))) return
    putBack(form, draft.values)
    for (var fold = form.closest('details'); fold; fold = fold.parentElement && fold.parentElement.closest('details'))
      fold.open = true
    var said = element('p', 'hint restored', '上次写的、没有发出的字在这里了。 ')
    said.setAttribute('role', 'status')
    said.appendChild(
      button('不要了', function () {
        store.removeItem(keyOf(form))
        form.reset()
        said.remove()
        form.dispatchEvent(new Event('input', { bubbles: true }))
      })
    )
    form.insertBefore(said, form.firstChild)
    form.dispatchEvent(new Event('input', { bubbles: true }))
  }
  /** What was written for a step that is no more to be taken is shown, not put away. */
  function showLost(forms) {
    var lost = document.getElementById('lost')
    if (!lost) return
    var known = forms.map(keyOf)
    drafts().forEach(function (key) {
      if (key.indexOf(PREFIX + me + ' ' + lost.getAttribute('data-path') + ' ') !== 0 || known.indexOf(key) >= 0) return
      var card = element('div', 'card')
      card.appendChild(element('h2', '', '您上次写的（没有发出，这一步现在不用办了）'))
      card.appendChild(element('p', 'words', wordsOf((read(key) || {}).values || {})))
      card.appendChild(
        button('不要了', function () {
          store.removeItem(key)
          card.remove()
        })
      )
      lost.appendChild(card)
    })
  }

  if (store && me) {
    drafts().forEach(function (key) {
      var draft = read(key)
      // another person sits here now
      if (key.indexOf(PREFIX + me + ' ') !== 0 || !draft || Date.now() - draft.at > KEPT_MS) store.removeItem(key)
    })
    var pending = read(PENDING)
    if (pending && document.querySelector('main > .note:not(.bad)')) store.removeItem(pending.key)
    store.removeItem(PENDING)
    var forms = Array.prototype.slice.call(document.querySelectorAll('form[data-draft]'))
    forms.forEach(function (form) {
      restore(form)
      form.addEventListener('input', function () {
        keep(form)
      })
      form.addEventListener('change', function () {
        keep(form)
      })
      form.addEventListener('submit', function (event) {
        keep(form)
        if (!/\/preview$/.test((event.submitter && event.submitter.formAction) || ''))
          write(PENDING, { key: keyOf(form), path: form.getAttribute('data-path'), me: me })
      })
    })
    showLost(forms)
    document.querySelectorAll('form[action="/staff/leave"]').forEach(function (form) {
      form.addEventListener('submit', dropAll)
    })
    var back = read(BACK)
    if (back && back.me === me && here !== back.path && here === '/staff' && Date.now() - back.at < KEPT_MS) {
      store.removeItem(BACK)
      location.replace(back.path)
      return
    }
    store.removeItem(BACK)
  }

  // ----- the session
  function ask(byHand) {
    return fetch('/staff/session', {
      headers: byHand ? { 'x-desk': 'script' } : { 'x-desk': 'auto' },
      credentials: 'same-origin',
    }).then(function (answer) {
      if (answer.status === 401) return 0
      return answer.ok
        ? answer.json().then(function (now) {
            return now.seconds
          })
        : null
    })
  }

  if (store && !me) {
    // signed out on the way: remembered where to, and gone back as soon as somebody has signed in, here or in another tab
    var gone = read(PENDING)
    if (document.getElementById('signed-out')) {
      var mine = gone || (/^\/staff\/cases\/[^/]+$/.test(here) ? { path: here, me: whose(here) } : null)
      var kept = read(BACK)
      if (mine && mine.me) write(BACK, { path: mine.path, me: mine.me, at: Date.now() })
      store.removeItem(PENDING)
      if ((mine && mine.me) || kept) {
        document.getElementById('signed-out').hidden = false
        var look = function () {
          ask(false)
            .then(function (seconds) {
              if (seconds) location.replace('/staff')
            })
            .catch(function () {
              // the next look tries again
            })
        }
        window.addEventListener('focus', look)
        setInterval(look, 5000)
      }
    }
    return
  }
  /** Who wrote the drafts of a page. */
  function whose(path) {
    var found = drafts().filter(function (key) {
      return key.split(' ')[1] === path
    })[0]
    return found ? found.slice(PREFIX.length).split(' ')[0] : null
  }

  if (!me || !document.querySelector('main textarea')) return
  var bar = null
  function say(text, label, does) {
    if (bar) bar.remove()
    bar = element('p', 'ending')
    bar.setAttribute('role', 'alert')
    bar.appendChild(element('span', '', text))
    bar.appendChild(button(label, does))
    document.body.appendChild(bar)
  }
  function unsay() {
    if (bar) bar.remove()
    bar = null
  }
  var timer = 0
  function plan(seconds) {
    clearTimeout(timer)
    if (seconds === null) return later(60)
    if (seconds === 0) {
      if (store) write(BACK, { path: here, me: me, at: Date.now() })
      return say('已经自动退出。写的字还留在这里，重新登录就回到这一页接着写。', '去登录', function () {
        location.href = '/staff'
      })
    }
    if (seconds > WARN_S) {
      unsay()
      return later(Math.max(seconds - WARN_S, 20))
    }
    say('还有 ' + Math.max(1, Math.ceil(seconds / 60)) + ' 分钟就自动退出。写的字会留着。', '继续', function () {
      ask(true).then(function (left) {
        if (left !== null && left <= WARN_S && left > 0)
          say('这次登录快满 8 小时，不能再延长。写的字会留着，重新登录就回到这一页。', '知道了', unsay)
        else plan(left)
      }, unsay)
    })
    later(Math.min(seconds, 60))
  }
  function later(seconds) {
    timer = setTimeout(function () {
      ask(false).then(plan, function () {
        plan(null)
      })
    }, seconds * 1000)
  }
  ask(false).then(plan, function () {
    plan(null)
  })
})()
