// A map beside the typed coordinates: click to fill them in. The outline of the districts shows even where no tiles can be fetched.
(() => {
  "use strict";
  const TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png";
  const start = (box, centre, zoom) => {
    box.hidden = false;
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", box.dataset.label);
    const map = L.map(box, { zoomControl: true, scrollWheelZoom: false }).setView(centre, zoom);
    L.tileLayer(TILES, { maxZoom: 19, attribution: "© OpenStreetMap" }).addTo(map);
    fetch(box.dataset.shapes).then((answer) => answer.json()).then((shapes) => {
      L.geoJSON(shapes, { interactive: false, style: { color: "#0d5c70", weight: 1, fillOpacity: 0.04 } }).addTo(map);
    }).catch(() => {});
    return map;
  };
  const spot = (where) => L.circleMarker(where, { radius: 9, color: "#a0241d", fillOpacity: 0.6 });

  for (const box of document.querySelectorAll("[data-map]")) {
    const [lat, long] = box.dataset.map.split(" ").map((id) => document.getElementById(id));
    if (!lat || !long) continue;
    const known = lat.value && long.value ? [Number(lat.value), Number(long.value)] : null;
    const map = start(box, known ?? box.dataset.centre.split(" ").map(Number), known ? 16 : 11);
    let mark = known ? spot(known).addTo(map) : null;
    const put = (where) => { mark?.remove(); mark = spot(where).addTo(map); };
    map.on("click", (event) => {
      lat.value = event.latlng.lat.toFixed(6);
      long.value = event.latlng.lng.toFixed(6);
      put(event.latlng);
    });
    for (const input of [lat, long]) {
      input.addEventListener("change", () => { if (lat.value && long.value) { const where = [Number(lat.value), Number(long.value)]; put(where); map.setView(where, 16); } });
    }
  }
  for (const box of document.querySelectorAll("[data-still]")) {
    const where = box.dataset.still.split(" ").map(Number);
    spot(where).addTo(start(box, where, 15));
  }
})();
