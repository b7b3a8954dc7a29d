/* The live chat. ES5 and XMLHttpRequest on purpose: it runs in the WebView of a phone of 2015. */
;(function () {
  'use strict'
  var POLL_MS = 4000
  var RETRY_MS = [1000, 3000, 8000, 20000, 45000]
  var MAX_BYTES = 10 * 1024 * 1024

  function el(id) {
    return document.getElementById(id)
  }
  var chat = el('chat'),
    log = el('log'),
    state = el('state'),
    form = el('say'),
    text = el('text')
  var file = el('file'),
    send = el('send'),
    progress = el('progress'),
    bar = el('bar'),
    percent = el('percent')
  if (!chat) return
  var last = null,
    shown = {},
    waiting = [],
    sending = false,
    unread = 0,
    events = null,
    polling = null,
    fetching = false,
    again = false,
    following = true
  var title = document.title

  function tell(words, bad) {
    if (state.textContent !== words) state.textContent = words
    state.className = bad ? 'state bad' : 'state'
  }

  function call(method, url, body, done, onprogress) {
    var x = new XMLHttpRequest()
    x.open(method, url, true)
    x.setRequestHeader('Accept', 'application/json')
    var isForm = window.FormData && body instanceof FormData
    if (body && !isForm) x.setRequestHeader('Content-Type', 'application/json')
    x.timeout = isForm ? 300000 : 30000
    if (onprogress && x.upload) x.upload.onprogress = onprogress
    var over = false
    function end(status) {
      if (over) return
      over = true
      var data = null
      try {
        data = JSON.parse(x.responseText)
      } catch (e) {
        /* an answer of a proxy, not of the desk */
      }
      done(status, data)
    }
    x.onload = function () {
      end(x.status)
    }
    x.onerror =
      x.ontimeout =
      x.onabort =
        function () {
          end(0)
        }
    x.send(body ? (isForm ? body : JSON.stringify(body)) : null)
  }

  /* ---- what the mailbox holds ---- */

  function atBottom() {
    return log.scrollHeight - log.scrollTop - log.clientHeight < 80
  }
  function toBottom() {
    log.scrollTop = log.scrollHeight
  }
  log.addEventListener('scroll', function () {
    following = atBottom()
  })

  function clock(iso) {
    var d = new Date(iso),
      two = function (n) {
        return (n < 10 ? '0' : '') + n
      }
    var day = new Date().toDateString() === d.toDateString() ? '' : d.getMonth() + 1 + '月' + d.getDate() + '日 '
    return day + two(d.getHours()) + ':' + two(d.getMinutes())
  }

  function safe(url) {
    return /^(https?:\/\/|\/(?!\/))/.test(url)
  }

  function make(tag, className, words) {
    var e = document.createElement(tag)
    if (className) e.className = className
    if (words !== undefined) e.textContent = words
    return e
  }

  /* ---- what a message looks like ---- */

  var CASE = /(?:^|\n)编号：([A-Z]{2,4}\d{8}-\d{4,})/
  var NOTICE = /^【(.+?)】一次性告知\n/
  var PART = /^([\u4e00-\u9fff]{2,6})：/
  var AFTER = /^(——|（|来源)/
  var OPEN = { 要带: 1, 怎么办: 1 }

  /* a one-time notice: a card of parts that unfold; the two most wanted are open */
  function noticeCard(title, lines) {
    var card = make('div', 'bubble card-like'),
      into = null
    card.appendChild(make('strong', 'card-title', title + '　一次性告知'))
    for (var i = 0; i < lines.length; i++) {
      var part = PART.exec(lines[i])
      if (part) {
        var d = make('details')
        d.open = !!OPEN[part[1]]
        d.appendChild(make('summary', '', part[1]))
        into = d.appendChild(make('div', 'part', lines[i].slice(part[0].length)))
        card.appendChild(d)
      } else if (into && !AFTER.test(lines[i])) into.textContent += (into.textContent ? '\n' : '') + lines[i]
      else card.appendChild(make('small', '', lines[i].replace(/^—— /, '')))
    }
    return card
  }

  /* a case: its number first, then what is said of it line by line */
  function caseCard(lines) {
    var card = make('div', 'bubble card-like case')
    for (var i = 0; i < lines.length; i++) {
      var row = /^([^：，。]{1,6})：(.+)$/.exec(lines[i])
      var p = card.appendChild(make('p', row ? 'row' : ''))
      if (row) {
        p.appendChild(make('span', 'row-label', row[1] + '：'))
        p.appendChild(make('b', '', row[2]))
      } else p.textContent = lines[i]
    }
    return card
  }

  function bubbleOf(m) {
    if (m.from !== 'desk') return make('p', 'bubble', m.text)
    var notice = NOTICE.exec(m.text)
    if (notice) return noticeCard(notice[1], m.text.slice(notice[0].length).split('\n'))
    if (CASE.test(m.text)) return caseCard(m.text.split('\n'))
    return make('p', 'bubble', m.text)
  }

  // A picture just sent is listed a moment before its bytes can be read, and a phone's line may fail: asked for again.
  function askAgain(img, url) {
    var tries = 0
    img.onerror = function () {
      tries += 1
      if (tries > 5) return
      setTimeout(function () {
        img.src = url + '?try=' + tries
      }, 300 * tries)
    }
  }

  function draw(m) {
    var li = make('div', m.from === 'resident' ? 'mine' : 'desk')
    li.appendChild(make('span', 'unseen', m.from === 'resident' ? '您说：' : '镇里说：'))
    var bubble = bubbleOf(m)
    if (m.file) {
      if (m.text) bubble.appendChild(document.createElement('br'))
      var a = make('a', '', m.file.name)
      a.href = m.file.url
      a.setAttribute('download', m.file.name)
      if (/^image\/(jpeg|png|gif|webp)$/.test(m.file.type)) {
        var img = make('img')
        img.alt = m.file.name
        img.onload = function () {
          if (following) toBottom()
        }
        askAgain(img, m.file.url)
        img.src = m.file.url
        bubble.appendChild(img)
      }
      bubble.appendChild(a)
    }
    li.appendChild(bubble)
    var taps = make('p', 'taps')
    if (m.link && safe(m.link.url)) {
      var link = make('a', 'button', m.link.label)
      link.href = m.link.url
      link.target = '_blank'
      link.rel = 'noopener'
      taps.appendChild(link)
    }
    var number = m.from === 'desk' && CASE.exec(m.text)
    if (number) {
      var look = make('a', 'button', '查进度')
      look.href = '/track?number=' + encodeURIComponent(number[1])
      taps.appendChild(look)
    }
    for (var i = 0; i < (m.choices || []).length; i++) {
      var b = make('button', '', m.choices[i].label)
      b.type = 'button'
      b.setAttribute('data-choice', m.choices[i].value)
      taps.appendChild(b)
    }
    if (taps.childNodes.length) li.appendChild(taps)
    if (m.at) li.appendChild(make('span', 'meta', clock(m.at)))
    return li
  }

  function add(messages) {
    var follow = following,
      first = null
    for (var i = 0; i < messages.length; i++) {
      var m = messages[i]
      if (m.id > last) last = m.id
      if (shown[m.id]) continue
      shown[m.id] = true
      var li = log.appendChild(draw(m))
      if (m.from === 'desk' && !first) first = li
      if (m.from === 'desk' && document.hidden) unread++
    }
    // what is still on its way stays below what has arrived
    for (var j = 0; j < waiting.length; j++) if (waiting[j].li) log.appendChild(waiting[j].li)
    if (follow && messages.length) {
      toBottom()
      // of an answer longer than the screen the beginning is shown
      if (first && first.offsetTop - log.offsetTop < log.scrollTop) log.scrollTop = first.offsetTop - log.offsetTop - 8
    }
    if (unread) document.title = '（' + unread + '条新消息）' + title
  }

  function look(then) {
    if (fetching) {
      again = true
      return
    }
    fetching = true
    call('GET', '/api/chat/messages' + (last === null ? '' : '?after=' + last), null, function (status, data) {
      fetching = false
      if (status === 200 && data) {
        // of a long history only the end came: it is asked for from its beginning, part by part
        if (data.more === undefined || last !== null) add(data.messages)
        if (data.more !== undefined) {
          last = data.more
          again = true
        }
      } else if (status === 401) {
        return begin(then)
      } else tell('连不上，正在重试…', true)
      if (then) then(status)
      if (again) {
        again = false
        look()
      }
    })
  }

  document.addEventListener('visibilitychange', function () {
    if (document.hidden) return
    unread = 0
    document.title = title
    look()
  })

  /* ---- hearing of news ---- */

  function listen() {
    if (!window.EventSource) return poll()
    if (events) events.close()
    var failed = 0
    events = new EventSource('/api/chat/events')
    events.onopen = function () {
      failed = 0
      stopPolling()
      tell('已连接')
    }
    events.onmessage = function () {
      look()
    }
    events.onerror = function () {
      failed++
      tell('连接断了，正在重连…', true)
      poll()
      // 2 is closed for good: the browser does not try again by itself
      if (events.readyState === 2) {
        events.close()
        setTimeout(listen, Math.min(30000, 2000 * failed))
      }
    }
  }

  function poll() {
    if (polling) return
    polling = setInterval(function () {
      look(function (status) {
        if (status === 200 && (!events || events.readyState !== 1)) tell('已连接（每几秒看一次新消息）')
      })
    }, POLL_MS)
  }
  function stopPolling() {
    clearInterval(polling)
    polling = null
  }

  window.addEventListener('offline', function () {
    tell('手机没有网络，连上后自动接着发', true)
  })
  window.addEventListener('online', function () {
    tell('正在重连…')
    // what failed while there was no network has not failed for good
    if (waiting[0]) waiting[0].tries = 0
    listen()
    look()
    pump()
  })

  /* ---- what the resident sends ---- */

  function newId() {
    return 'c' + new Date().getTime().toString(36) + Math.random().toString(36).slice(2, 12)
  }

  function enqueue(w) {
    w.client = newId()
    w.tries = 0
    w.li = draw({ from: 'resident', text: w.shown, choices: [] })
    w.meta = make('span', 'meta', '正在发送…')
    w.li.appendChild(w.meta)
    log.appendChild(w.li)
    toBottom()
    waiting.push(w)
    pump()
  }

  function bodyOf(w) {
    if (w.place) return { place: w.place, client: w.client }
    if (w.file) {
      var f = new FormData()
      f.append('client', w.client)
      f.append('file', w.file, w.file.name)
      return f
    }
    return w.choice !== undefined ? { choice: w.choice, client: w.client } : { text: w.text, client: w.client }
  }

  function pump() {
    var w = waiting[0]
    if (sending || !w || w.failed) return
    sending = true
    w.meta.textContent = '正在发送…'
    if (w.file) {
      bar.value = 0
      percent.textContent = '正在上传…'
      progress.hidden = false
    }
    call(
      'POST',
      '/api/chat/messages',
      bodyOf(w),
      function (status, data) {
        sending = false
        progress.hidden = true
        if (status === 202) {
          done(w)
          look()
          return pump()
        }
        if (status === 401) return begin(pump)
        /* 507: no room for files, which lasts longer than a few tries; what a day's quota refuses lasts until tomorrow */
        var lasts = status === 507 || (!!data && /^files-/.test(data.error))
        var passing = !lasts && (status === 0 || status === 429 || status >= 500)
        if (passing && w.tries < RETRY_MS.length) {
          w.meta.textContent = '没发出去，正在重试…'
          tell(navigator.onLine === false ? '手机没有网络，连上后自动接着发' : '连不上，正在重试…', true)
          setTimeout(pump, RETRY_MS[w.tries++])
          return
        }
        fail(w, (data && data.message) || '没发出去，请检查网络后再试。', passing)
        pump()
      },
      function (e) {
        if (!w.file || !e.lengthComputable) return
        bar.value = Math.round((e.loaded / e.total) * 100)
        percent.textContent = bar.value < 100 ? '已上传 ' + bar.value + '%' : '传完了，正在登记…'
      }
    )
  }

  function done(w) {
    waiting.shift()
    if (w.li.parentNode) w.li.parentNode.removeChild(w.li)
    if (events && events.readyState === 1) tell('已连接')
  }

  function fail(w, words, mayRetry) {
    waiting.shift()
    w.li.className += ' failed'
    w.meta.textContent = words
    if (!mayRetry) return
    var taps = make('p', 'taps')
    var b = make('button', '', '再发一次')
    b.type = 'button'
    b.onclick = function () {
      if (w.li.parentNode) w.li.parentNode.removeChild(w.li)
      w.meta = null
      enqueueAgain(w)
    }
    taps.appendChild(b)
    w.li.appendChild(taps)
  }
  function enqueueAgain(w) {
    // the same id: should the first have arrived after all, it is taken once
    var client = w.client
    enqueue(w)
    w.client = client
  }

  function say() {
    var words = text.value.replace(/^\s+|\s+$/g, '')
    if (!words) return text.focus()
    text.value = ''
    enqueue({ text: words, shown: words })
    text.focus()
  }

  form.addEventListener('submit', function (e) {
    e.preventDefault()
    say()
  })
  text.addEventListener('keydown', function (e) {
    // 229: the input method is still composing
    if (e.keyCode === 13 && !e.shiftKey && !e.isComposing && e.keyCode !== 229) {
      e.preventDefault()
      say()
    }
  })
  log.addEventListener('click', function (e) {
    var b = e.target
    var value = b && b.getAttribute && b.getAttribute('data-choice')
    if (value) enqueue({ choice: value, shown: b.textContent })
  })
  file.addEventListener('change', function () {
    var f = file.files && file.files[0]
    if (!f) return
    if (f.size > MAX_BYTES) tell('文件太大，单个不超过10MB，请压缩后再发。', true)
    else enqueue({ file: f, shown: '📎 ' + f.name })
    file.value = ''
  })
  // what was spoken or pinned: voice.js
  document.addEventListener('chat:give', function (e) {
    enqueue(e.detail)
  })
  file.addEventListener('focus', function () {
    document.querySelector('.attach').className += ' focus'
  })
  file.addEventListener('blur', function () {
    var a = document.querySelector('.attach')
    a.className = a.className.replace(/ focus/g, '')
  })

  /* ---- beginning ---- */

  function begin(then) {
    call('POST', '/api/chat/sessions', {}, function (status) {
      if (status !== 201) {
        tell('连不上，正在重试…', true)
        return setTimeout(function () {
          begin(then)
        }, 5000)
      }
      listen()
      if (then) then(status)
    })
  }

  chat.hidden = false
  // asked from another page: one tap on 发送 and it is said
  if (text.value) text.focus()
  look(function (status) {
    if (status === 201) return
    if (status === 200) listen()
    else
      setTimeout(function () {
        look()
        listen()
      }, 5000)
  })
})()
