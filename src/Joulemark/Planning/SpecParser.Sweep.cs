using System.Globalization;
using Joulemark.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Joulemark.Planning;

/// <content>The section <c>sweep</c>.</content>
internal sealed partial class SpecParser
{
    private const string Example = "For example: sweep: { load.concurrency: [1, 2, 4, 8] }";
    private const string RangeExample = "Write a list, [1, 2, 4], or a range: { from: 1, to: 64 }, with factor or step for other than doubling.";
    private static readonly string[] RangeParts = ["from", "to", "factor", "step"];
    private readonly List<SweptKey> _sweep = [];

    /// <summary>The sweep as it was read; null where no key is swept, or the command line fixed them all.</summary>
    private SweepSpec? Sweep()
    {
        foreach (var swept in _sweep.Where(s => _vary.Exists(f => f.Path == s.Path)))
            ReportAt("JM1062", swept.Path, $"'{swept.Path}' is both in 'vary' and in 'sweep'", "Keep one: vary compares configurations, sweep makes the points of a curve.");
        _sweep.RemoveAll(s => _vary.Exists(f => f.Path == s.Path)); // said once: crossed with itself the key would make every configuration several times
        string Option(string path) => _values.GetValueOrDefault(path) ?? SpecKeys.ByPath[path].Default!;
        var search = _values.GetValueOrDefault(SweepSpec.SearchKey);
        return _sweep.Count == 0 ? null : new SweepSpec([.. search is null ? _sweep : _sweep.Select(Ascending)])
        {
            Search = search,
            Resolution = SpecValueParser.Number(SpecValueType.Fraction, Option(SweepSpec.ResolutionKey))!.Value,
            IsRandom = Option(SweepSpec.OrderKey) == "random",
        };
    }

    /// <summary>A search goes from the lowest value up, in whatever order they are listed.</summary>
    private static SweptKey Ascending(SweptKey swept) => swept with { Values = [.. swept.Values.OrderBy(v => SweptValue.Number(SpecKeys.ByPath[swept.Path], v) ?? 0)] };

    private void ReadSweep(YamlNode node)
    {
        if (node is not YamlMappingNode mapping)
        {
            Report("JM1060", "'sweep' must map keys to their values", Example, node.Start);
            return;
        }

        var swept = 0;
        foreach (var (keyNode, value) in mapping.Children)
        {
            var path = (keyNode as YamlScalarNode)?.Value ?? "";
            if (SpecKeys.ByPath.TryGetValue($"{SweepSpec.Section}.{path}", out var option))
            {
                ReadValue(option, value, keyNode.Start);
                continue;
            }

            swept++;
            if (!SpecKeys.ByPath.TryGetValue(path, out var key))
                Unknown(path, SweepSpec.Section, path, keyNode.Start);
            else
                ReadSwept(key, value, keyNode.Start);
        }

        if (swept == 0)
            Report("JM1060", "'sweep' names no key to sweep", Example, node.Start);
    }

    private void ReadSwept(SpecKey key, YamlNode node, Mark start)
    {
        _given.Add(key.Path);
        IReadOnlyList<string> values = [];
        if (node is YamlSequenceNode { Children.Count: > 0 } sequence)
            values = ReadList(SweepSpec.Section, key, sequence);
        else if (node is YamlMappingNode range)
            values = ReadRange(key, range);
        else
            Report("JM1060", $"'sweep.{key.Path}' must be a list with at least one value, or a range", RangeExample, node.Start);
        _places[key.Path] = ((int)start.Line, (int)start.Column);
        if (CannotVary(key) is { } why)
            Report("JM1007", $"'{key.Path}' cannot be swept: {why}", null, start);
        else if (values.Count > 0)
            _sweep.Add(new SweptKey(key.Path, values, node is YamlMappingNode));
    }

    private IReadOnlyList<string> ReadRange(SpecKey key, YamlMappingNode mapping)
    {
        if (!SweptValue.IsNumber(key))
        {
            Report("JM1061", $"'sweep.{key.Path}' is a range, but the key's values are no numbers", "Write a list of values.", mapping.Start);
            return [];
        }

        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        var whole = true;
        foreach (var (nameNode, value) in mapping.Children)
        {
            var part = (nameNode as YamlScalarNode)?.Value ?? "";
            if (!RangeParts.Contains(part, StringComparer.Ordinal))
                Report("JM1060", $"a range has no '{part}'{NearestName.Suggestion(part, RangeParts)}", RangeExample, nameNode.Start);
            else if (Number(key, part, value) is { } number)
                numbers[part] = number;
            else
                whole = false;
        }

        foreach (var missing in RangeParts.Take(2).Where(p => whole && !numbers.ContainsKey(p)))
            Report("JM1060", $"the range of '{key.Path}' has no '{missing}'", RangeExample, mapping.Start);
        if (!whole || !numbers.TryGetValue("from", out var from) || !numbers.TryGetValue("to", out var to))
            return [];
        double? Optional(string part) => numbers.TryGetValue(part, out var number) ? number : null;
        var range = new SweepRange(from, to, Optional("factor"), Optional("step"));
        if (range.Problem(key) is not { } problem)
            return range.Values(key);
        Report("JM1061", $"'sweep.{key.Path}': {problem.Message}", problem.Remedy, mapping.Start);
        return [];
    }

    /// <summary>A part of a range: its ends are values of the key, a step is in its unit, and a factor is a plain number.</summary>
    private double? Number(SpecKey key, string part, YamlNode node)
    {
        var text = (node as YamlScalarNode)?.Value ?? "";
        if (part is "from" or "to" && Scalar(key, node) is null)
            return null;
        var number = part == "factor" ? (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var factor) && double.IsFinite(factor) ? factor : null)
            : part == "step" && key.Type == SpecValueType.Integer ? SpecValueParser.Number(SpecValueType.Number, text)
            : SweptValue.Number(key, text);
        if (number is null)
            Report("JM1061", $"'sweep.{key.Path}': '{part}' is '{text}', which is no number{(part == "factor" ? "" : " of the key's kind")}", RangeExample, node.Start);
        return number;
    }

    private void ReportAt(string id, string key, string message, string remedy)
    {
        var place = _places.TryGetValue(key, out var known) ? known : default((int Line, int Column)?);
        _problems.Add(new Diagnostic(id, DiagnosticSeverity.Error, message, remedy) { File = place is null ? null : _file, Line = place?.Line, Column = place?.Column });
    }
}
