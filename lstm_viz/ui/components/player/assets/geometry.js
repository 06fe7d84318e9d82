// Where things are in a drawn picture. Plotly has no public way to ask: its private fields are
// read here and nowhere else.

export function stepToPixel(plot, t) {
  const axis = plot._fullLayout.xaxis;
  return axis._offset + axis.d2p(t);
}

export function pixelToStep(plot, x) {
  const axis = plot._fullLayout.xaxis;
  return axis.p2d(x - axis._offset);
}

export function frame(plot) {
  const { xaxis, _size: size, height } = plot._fullLayout;
  return { left: xaxis._offset, width: xaxis._length, top: size.t, height: height - size.t - size.b };
}

// The place in the picture's own numbers of a pixel, kept inside its frame.
export function placeAt(plot, x, y) {
  const { xaxis, yaxis } = plot._fullLayout;
  return [[xaxis, x], [yaxis, y]].map(([axis, pixel]) =>
    axis.p2d(Math.min(Math.max(pixel - axis._offset, 0), axis._length)));
}

// The pixel of such a place.
export function pixelAt(plot, [x, y]) {
  const { xaxis, yaxis } = plot._fullLayout;
  return [xaxis._offset + xaxis.d2p(x), yaxis._offset + yaxis.d2p(y)];
}

// The row of subplots under a pixel: {index of the trace's y axis, value}, or null.
export function rowAt(plot, y) {
  for (const name of Object.keys(plot._fullLayout)) {
    if (!/^yaxis\d*$/.test(name)) continue;
    const axis = plot._fullLayout[name];
    if (y >= axis._offset && y <= axis._offset + axis._length) {
      return { axis: name.replace("axis", ""), value: axis.p2d(y - axis._offset) };
    }
  }
  return null;
}

export function timeAxes(plot) {
  return Object.keys(plot._fullLayout).filter((name) => /^xaxis\d*$/.test(name));
}

// The two axes of a drawn trace.
export function axesOf(plot, full) {
  const layout = plot._fullLayout;
  return {
    xaxis: layout[full.xaxis.replace("x", "xaxis")],
    yaxis: layout[full.yaxis.replace("y", "yaxis")],
  };
}
