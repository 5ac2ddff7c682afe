using Spectre.Console;
using Spectre.Console.Rendering;

namespace Joulemark.Cli.Rendering;

/// <summary>
/// Takes out of whatever is rendered what a terminal would obey: names, errors and answers in records are others' words, and may
/// hold its control characters. Our own colours are no text.
/// </summary>
internal sealed class HarmlessText : IRenderHook
{
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) => renderables.Select(r => new Shown(r));

    private sealed class Shown(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => inner.Render(options, maxWidth)
            .Select(s => s.IsControlCode || s.IsLineBreak || !s.Text.Any(char.IsControl) ? s : new Segment(PlainText.OneLine(s.Text), s.Style));
    }
}
