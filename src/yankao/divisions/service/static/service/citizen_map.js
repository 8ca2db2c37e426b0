// The maps of the citizen's pages: pick a place by a click or by the telephone's own position, and the public map of reports.
(() => {
  "use strict";
  const TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png";
  const start = (box, zoom) => {
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", box.dataset.label);
    const map = L.map(box, { scrollWheelZoom: false }).setView(box.dataset.centre.split(" ").map(Number), zoom);
    L.tileLayer(TILES, { maxZoom: 19, attribution: "© OpenStreetMap" }).addTo(map);
    fetch(box.dataset.shapes).then((answer) => answer.json()).then((shapes) => {
      L.geoJSON(shapes, { interactive: false, style: { color: "#0d5c70", weight: 1, fillOpacity: 0.04 } }).addTo(map);
    }).catch(() => {});
    return map;
  };

  for (const part of document.querySelectorAll("[data-place]")) {
    part.hidden = false;
    const box = part.querySelector("[data-pick]");
    const [lat, long] = box.dataset.pick.split(" ").map((id) => document.getElementById(id));
    const told = part.querySelector("[data-told]");
    const clear = part.querySelector("[data-clear]");
    const locate = part.querySelector("[data-locate]");
    const map = start(box, 11);
    let mark = null;
    const put = (where) => {
      mark?.remove();
      mark = L.circleMarker(where, { radius: 9, color: "#a0241d", fillOpacity: 0.6 }).addTo(map);
      lat.value = where[0].toFixed(6);
      long.value = where[1].toFixed(6);
      clear.hidden = false;
      told.textContent = told.dataset.set;
    };
    if (lat.value && long.value) { const where = [Number(lat.value), Number(long.value)]; map.setView(where, 16); put(where); }
    map.on("click", (event) => put([event.latlng.lat, event.latlng.lng]));
    clear.addEventListener("click", () => { mark?.remove(); lat.value = long.value = ""; clear.hidden = true; told.textContent = told.dataset.cleared; locate.focus(); });
    if (!navigator.geolocation) locate.hidden = true;
    locate.addEventListener("click", () => {
      told.textContent = locate.dataset.waiting;
      navigator.geolocation.getCurrentPosition(
        (found) => { const where = [found.coords.latitude, found.coords.longitude]; put(where); map.setView(where, 17); },
        () => { told.textContent = locate.dataset.denied; },
        { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
      );
    });
  }

  for (const box of document.querySelectorAll("[data-cases]")) {
    box.hidden = false;
    const map = start(box, 11);
    const layer = L.layerGroup().addTo(map);
    let points = [];
    const dot = (it) => {
      const link = document.createElement("a");
      link.href = it.url;
      link.textContent = `${it.name} ${it.place}`;
      const words = document.createElement("p");
      words.textContent = it.state;
      const card = document.createElement("div");
      card.append(link, words);
      return L.circleMarker([it.lat, it.long], { radius: 7, weight: 2, color: it.is_closed ? "#1b5f36" : "#a0241d", fillOpacity: it.is_closed ? 0.25 : 0.6 }).bindPopup(card);
    };
    const draw = () => {
      layer.clearLayers();
      const cells = new Map();
      for (const it of points) {
        const at = map.project([it.lat, it.long]);
        const key = `${Math.floor(at.x / 48)} ${Math.floor(at.y / 48)}`;
        cells.set(key, [...(cells.get(key) ?? []), it]);
      }
      for (const group of cells.values()) {
        if (group.length === 1 || map.getZoom() >= 18) { group.forEach((it) => dot(it).addTo(layer)); continue; }
        const middle = [group.reduce((sum, it) => sum + it.lat, 0) / group.length, group.reduce((sum, it) => sum + it.long, 0) / group.length];
        const icon = L.divIcon({ className: "cluster", html: String(group.length), iconSize: [34, 34] });
        L.marker(middle, { icon, alt: String(group.length), title: String(group.length) }).on("click", () => map.setView(middle, Math.min(18, map.getZoom() + 2))).addTo(layer);
      }
    };
    map.on("zoomend", draw);
    fetch(box.dataset.cases).then((answer) => answer.json()).then((answer) => {
      points = answer.points;
      if (points.length) map.fitBounds(points.map((it) => [it.lat, it.long]), { maxZoom: 15 });
      draw();
    }).catch(() => { box.hidden = true; });
  }
})();
