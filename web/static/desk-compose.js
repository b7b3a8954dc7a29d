// Writing at a case: the caret in the field, Ctrl+Enter, ready replies on "/", pictures opened in place. Every page works without it.
;(function () {
  'use strict'
  var composer = document.getElementById('act')

  function fieldOf(fold) {
    return fold && fold.querySelector('textarea, input:not([type="hidden"]), select:not([name="canned"])')
  }
  function write(fold) {
    for (var f = fold; f; f = f.parentElement && f.parentElement.closest('details')) f.open = true
    var field = fieldOf(fold)
    if (!field) return false
    field.focus()
    if (field.setSelectionRange) field.setSelectionRange(field.value.length, field.value.length)
    fold.scrollIntoView({ block: 'nearest' })
    return true
  }

  // opened by hand: the caret stands in its field
  document.querySelectorAll('details.act > summary').forEach(function (summary) {
    summary.addEventListener('click', function () {
      var fold = summary.parentElement
      if (!fold.open)
        setTimeout(function () {
          write(fold)
        })
    })
  })
  document.querySelectorAll('[data-act]').forEach(function (link) {
    link.addEventListener('click', function (event) {
      var fold = document.getElementById('act-' + link.getAttribute('data-act'))
      if (!fold) return
      event.preventDefault()
      if (!write(fold)) {
        fold.open = true
        fold.scrollIntoView({ block: 'center' })
        fold.querySelector('summary').focus()
      }
    })
  })

  document.addEventListener('keydown', function (event) {
    var target = event.target
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && target.form && target.form.method === 'post') {
      event.preventDefault()
      target.form.requestSubmit(target.form.querySelector('.row button:not(.look)'))
      return
    }
    if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return
    var next = event.key === 'n' && document.querySelector('[data-key="n"]')
    if (next) {
      event.preventDefault()
      location.href = next.href
    }
    if (event.key === 'r' && composer && write(composer.querySelector('details.act[open]'))) event.preventDefault()
  })

  // ----- ready replies: "/" in the field opens them, what is typed after it narrows them
  function menuOf(select) {
    var field = document.getElementById(select.getAttribute('data-fills'))
    if (!field) return
    var list = document.createElement('ul')
    list.className = 'ready'
    list.id = field.id + '-ready'
    list.setAttribute('role', 'listbox')
    list.setAttribute('aria-label', '常用语')
    list.hidden = true
    field.insertAdjacentElement('afterend', list)
    field.setAttribute('aria-controls', list.id)
    field.setAttribute('aria-autocomplete', 'list')
    var at = 0
    var all = Array.prototype.slice.call(select.options).filter(function (o) {
      return o.hasAttribute('data-text')
    })
    function asked() {
      var before = field.value.slice(0, field.selectionStart)
      var found = /(?:^|\n)[/、／]([^\n/]{0,20})$/.exec(before)
      return found ? { word: found[1].trim().toLowerCase(), from: before.length - found[1].length - 1 } : null
    }
    function hide() {
      list.hidden = true
      field.removeAttribute('aria-activedescendant')
    }
    function mark(to) {
      var items = list.children
      if (items.length === 0) return
      at = (to + items.length) % items.length
      Array.prototype.forEach.call(items, function (item, i) {
        item.setAttribute('aria-selected', String(i === at))
      })
      field.setAttribute('aria-activedescendant', items[at].id)
      items[at].scrollIntoView({ block: 'nearest' })
    }
    function pick(option) {
      var hit = asked()
      if (!hit) return
      var text = option.getAttribute('data-text')
      field.setRangeText(text, hit.from, field.selectionStart, 'end')
      hide()
      field.focus()
      field.dispatchEvent(new Event('input', { bubbles: true }))
    }
    function show() {
      var hit = asked()
      if (!hit) return hide()
      list.textContent = ''
      all
        .filter(function (o) {
          return (o.textContent + o.getAttribute('data-text')).toLowerCase().indexOf(hit.word) >= 0
        })
        .slice(0, 8)
        .forEach(function (o, i) {
          var item = document.createElement('li')
          item.id = list.id + '-' + i
          item.setAttribute('role', 'option')
          var name = document.createElement('b')
          name.textContent = o.textContent.trim()
          var text = document.createElement('span')
          text.textContent = o.getAttribute('data-text')
          item.append(name, ' ', text)
          item.addEventListener('mousedown', function (event) {
            event.preventDefault()
            pick(o)
          })
          item.option = o
          list.appendChild(item)
        })
      list.hidden = list.children.length === 0
      if (!list.hidden) mark(0)
      else hide()
    }
    field.addEventListener('input', show)
    field.addEventListener('blur', hide)
    field.addEventListener('keydown', function (event) {
      if (list.hidden || event.isComposing) return
      if (event.key === 'ArrowDown') mark(at + 1)
      else if (event.key === 'ArrowUp') mark(at - 1)
      else if (event.key === 'Escape') hide()
      else if ((event.key === 'Enter' && !event.ctrlKey && !event.metaKey) || event.key === 'Tab')
        pick(list.children[at].option)
      else return
      event.preventDefault()
    })
  }
  document.querySelectorAll('select[data-fills]').forEach(menuOf)

  // ----- pictures: large where they stand, small again by the same press
  document.querySelectorAll('[data-photo]').forEach(function (link) {
    link.setAttribute('aria-expanded', 'false')
    link.setAttribute('role', 'button')
    link.addEventListener('click', function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      var large = link.closest('li').classList.toggle('large')
      link.setAttribute('aria-expanded', String(large))
      link.scrollIntoView({ block: 'nearest' })
    })
    link.addEventListener('keydown', function (event) {
      if (event.key !== ' ') return
      event.preventDefault()
      link.click()
    })
  })
})()
