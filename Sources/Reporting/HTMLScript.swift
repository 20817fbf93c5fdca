/// What the page can do besides being read: show only some controls, as its address says after `#filter`, so that a
/// link can carry it; open all, also for printing where the style alone cannot.
enum HTMLScript {
    /// SHA-256 of `text`, as a content security policy names it. HTMLTests says the right one when the text changes.
    static let digest = "sha256-cuDAXOnqfDWE5CT944bdITf7lWYbzg/73Nl8cwJ+qfc="

    static let text = """

        (function () {
          'use strict';
          var form = document.getElementById('filter');
          if (!form) { return; }
          var shown = document.getElementById('shown');
          var none = document.getElementById('none');
          var controls = Array.from(document.querySelectorAll('details.control'));
          var groups = Array.from(document.querySelectorAll('section.group'));
          var texts = controls.map(function (control) { return control.textContent.toLowerCase(); });

          function checked(name) {
            return Array.from(form.querySelectorAll('input[name=' + name + ']:checked'), function (box) { return box.value; });
          }

          function read() {
            var wanted = new URLSearchParams(location.hash.slice(1));
            if (!wanted.has('filter')) { return; }
            ['standing', 'severity'].forEach(function (name) {
              var values = wanted.getAll(name);
              form.querySelectorAll('input[name=' + name + ']').forEach(function (box) {
                box.checked = values.includes(box.value);
              });
            });
            form.elements.section.value = wanted.get('section') || '';
            if (form.elements.section.selectedIndex < 0) { form.elements.section.value = ''; }
            form.elements.text.value = wanted.get('text') || '';
          }

          function show() {
            var standings = checked('standing');
            var severities = checked('severity');
            var section = form.elements.section.value;
            var words = form.elements.text.value.toLowerCase().split(/\\s+/).filter(Boolean);
            var count = 0;
            controls.forEach(function (control, index) {
              var data = control.dataset;
              var fits = (!standings.length || standings.includes(data.standing))
                && (!severities.length || severities.includes(data.severity))
                && (!section || section === data.section)
                && words.every(function (word) { return texts[index].includes(word); });
              control.hidden = !fits;
              if (fits) { count += 1; }
            });
            groups.forEach(function (group) { group.hidden = !group.querySelector('details.control:not([hidden])'); });
            shown.textContent = count === controls.length
              ? controls.length + ' controls' : count + ' of ' + controls.length + ' controls are shown';
            none.hidden = count > 0;
          }

          function write() {
            var wanted = new URLSearchParams();
            checked('standing').forEach(function (value) { wanted.append('standing', value); });
            checked('severity').forEach(function (value) { wanted.append('severity', value); });
            if (form.elements.section.value) { wanted.set('section', form.elements.section.value); }
            if (form.elements.text.value) { wanted.set('text', form.elements.text.value); }
            var text = wanted.toString();
            try {
              history.replaceState(null, '', text ? '#filter&' + text : location.pathname + location.search);
            } catch (error) { /* a page may not be allowed to; then the address stays as it is */ }
          }

          function openTarget() {
            var target = document.getElementById(location.hash.slice(1));
            if (target && target.tagName === 'DETAILS') { target.open = true; target.hidden = false; target.scrollIntoView(); }
          }

          function changed() { show(); write(); }
          form.addEventListener('input', changed);
          form.addEventListener('reset', function () { setTimeout(changed); });
          form.addEventListener('submit', function (event) { event.preventDefault(); });
          document.getElementById('open').addEventListener('click', function () {
            controls.forEach(function (control) { control.open = !control.hidden; });
          });
          document.getElementById('close').addEventListener('click', function () {
            controls.forEach(function (control) { control.open = false; });
          });
          window.addEventListener('hashchange', function () { read(); show(); openTarget(); });

          var closed = [];
          window.addEventListener('beforeprint', function () {
            closed = controls.filter(function (control) { return !control.open; });
            closed.forEach(function (control) { control.open = true; });
          });
          window.addEventListener('afterprint', function () {
            closed.forEach(function (control) { control.open = false; });
          });

          form.hidden = false;
          read();
          show();
          openTarget();
        }());

        """
}
