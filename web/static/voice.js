/* Speaking and pinning in the live chat, and reading answers aloud. Each button is there only where the browser can do it. */
;(function () {
  'use strict'
  var LONGEST_MS = 60000
  var SHORTEST_MS = 600
  var TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4']

  function el(id) {
    return document.getElementById(id)
  }
  function tell(words) {
    var state = el('state')
    if (!state) return
    state.textContent = words
    state.className = 'state bad'
  }
  function give(detail) {
    document.dispatchEvent(new CustomEvent('chat:give', { detail: detail }))
  }

  /* ---- press to talk ---- */

  function recorder(button) {
    var media = navigator.mediaDevices
    if (!media || !media.getUserMedia || !window.MediaRecorder || !window.File || !window.CustomEvent) return
    var kind = ''
    for (var i = 0; i < TYPES.length && !kind; i++) if (MediaRecorder.isTypeSupported(TYPES[i])) kind = TYPES[i]
    if (!kind) return
    button.hidden = false
    var resting = button.textContent,
      wanted = false,
      running = null

    function show(words, on) {
      button.textContent = words
      button.setAttribute('aria-pressed', on ? 'true' : 'false')
    }

    function begin(say) {
      if (wanted) return
      wanted = true
      show('请说…（' + say + '）', true)
      media.getUserMedia({ audio: true }).then(
        function (stream) {
          // let go before the browser had asked: nothing was said
          if (!wanted) return close(stream)
          var parts = [],
            from = new Date().getTime(),
            rec = new MediaRecorder(stream, { mimeType: kind })
          rec.ondataavailable = function (e) {
            if (e.data.size) parts.push(e.data)
          }
          rec.onstop = function () {
            close(stream)
            running = null
            if (new Date().getTime() - from < SHORTEST_MS) return tell('说得太短了，请按住再说。')
            var type = kind.split(';')[0]
            var name = '语音.' + (type === 'audio/mp4' ? 'm4a' : type.slice(6))
            give({ file: new File(parts, name, { type: type }), shown: '🎤 语音' })
          }
          rec.start()
          running = {
            rec: rec,
            timer: setTimeout(end, LONGEST_MS),
            clock: setInterval(function () {
              button.textContent = '请说… ' + Math.round((new Date().getTime() - from) / 1000) + ' 秒（' + say + '）'
            }, 1000),
          }
        },
        function () {
          end()
          tell('用不了麦克风：请在浏览器里允许，或者打字。')
        }
      )
    }

    function close(stream) {
      var tracks = stream.getTracks()
      for (var i = 0; i < tracks.length; i++) tracks[i].stop()
    }

    function end() {
      wanted = false
      show(resting, false)
      if (!running) return
      clearTimeout(running.timer)
      clearInterval(running.clock)
      if (running.rec.state !== 'inactive') running.rec.stop()
    }

    button.addEventListener('pointerdown', function (e) {
      if (e.button) return
      e.preventDefault()
      if (button.setPointerCapture) button.setPointerCapture(e.pointerId)
      begin('松开发送')
    })
    button.addEventListener('pointerup', end)
    button.addEventListener('pointercancel', end)
    button.addEventListener('contextmenu', function (e) {
      e.preventDefault()
    })
    // by keyboard or a reader of screens: once to begin, once to send
    button.addEventListener('keydown', function (e) {
      if ((e.keyCode !== 13 && e.keyCode !== 32) || e.repeat) return
      e.preventDefault()
      if (wanted) end()
      else begin('再按一次发送')
    })
  }

  /* ---- where it is ---- */

  function pin(button) {
    if (!navigator.geolocation || !window.isSecureContext || !window.CustomEvent) return
    button.hidden = false
    button.addEventListener('click', function () {
      button.disabled = true
      navigator.geolocation.getCurrentPosition(
        function (at) {
          button.disabled = false
          give({ place: { lat: at.coords.latitude, lon: at.coords.longitude }, shown: '📍 我的位置' })
        },
        function () {
          button.disabled = false
          tell('取不到位置：请打开定位、在浏览器里允许，或者打字说是哪个村。')
        },
        { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 }
      )
    })
  }

  /* ---- reading aloud, off until it is wanted ---- */

  function aloud(button) {
    var speech = window.speechSynthesis
    if (!speech || !window.SpeechSynthesisUtterance) return
    var log = el('log'),
      page = document.querySelector('.notice-page'),
      resting = button.textContent
    if (!log && !page) return
    button.hidden = false

    function read(words, done) {
      speech.cancel()
      var u = new SpeechSynthesisUtterance(words)
      u.lang = 'zh-CN'
      u.onend = u.onerror = done || null
      speech.speak(u)
    }
    window.addEventListener('pagehide', function () {
      speech.cancel()
    })

    function beside(answer) {
      var bubble = answer.querySelector && answer.querySelector('.bubble')
      if (!bubble || answer.querySelector('.read')) return
      var b = document.createElement('button')
      b.type = 'button'
      b.className = 'read'
      b.textContent = '朗读'
      b.onclick = function () {
        read(bubble.textContent)
      }
      answer.appendChild(b)
    }

    var on = false
    button.addEventListener('click', function () {
      on = !on
      button.setAttribute('aria-pressed', on ? 'true' : 'false')
      if (!on) speech.cancel()
      if (page) {
        button.textContent = on ? '停止朗读' : resting
        if (on)
          read(page.innerText, function () {
            if (on) button.click()
          })
        return
      }
      var i
      if (on)
        for (i = 0; i < log.children.length; i++) if (log.children[i].className === 'desk') beside(log.children[i])
      if (!on) {
        var all = log.querySelectorAll('.read')
        for (i = 0; i < all.length; i++) all[i].parentNode.removeChild(all[i])
      }
    })
    if (log && window.MutationObserver)
      new MutationObserver(function (changes) {
        for (var c = 0; on && c < changes.length; c++)
          for (var n = 0; n < changes[c].addedNodes.length; n++)
            if (changes[c].addedNodes[n].className === 'desk') beside(changes[c].addedNodes[n])
      }).observe(log, { childList: true })
  }

  var made = { speak: recorder, pin: pin, aloud: aloud }
  for (var id in made) if (el(id)) made[id](el(id))
})()
