using System.Collections.Immutable;
using Joulemark.Diagnostics;
using Joulemark.Machines.Controls;
using Joulemark.Storage;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Joulemark.Planning;

/// <summary>Reads a YAML spec and finds every problem in it, each with line, column and the nearest valid name.</summary>
internal sealed partial class SpecParser
{
    private readonly string _file;
    private readonly List<Diagnostic> _problems = [];
    private readonly ImmutableSortedDictionary<string, string>.Builder _values =
        ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);

    private readonly Dictionary<string, (int Line, int Column)> _places = new(StringComparer.Ordinal);
    private readonly List<SpecFactor> _vary = [];

    // Keys that the text mentions, rightly or wrongly: a wrong value is not a missing one too.
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);

    private SpecParser(string file) => _file = file;

    /// <summary>Reads a spec file.</summary>
    /// <exception cref="JoulemarkException">The file cannot be read. Mistakes in it are in the document's problems.</exception>
    public static SpecDocument ParseFile(string path, IEnumerable<string>? settings = null)
    {
        string yaml;
        try
        {
            yaml = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var isRun = File.Exists(Path.Combine(path, RunFolder.Run));
            var message = isRun ? $"'{path}' is the folder of a run that was made, and a spec is wanted" : Directory.Exists(path) ? $"'{path}' is a folder, and a spec is a file"
                : e is FileNotFoundException or DirectoryNotFoundException ? $"there is no spec file '{path}'" : $"the spec file '{path}' cannot be read: {e.Message}";
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM1001", DiagnosticSeverity.Error, message,
                isRun ? $"joulemark report shows that run; to measure again, give the spec that it was made from." : "Give the path of a spec; samples/quickstart.yaml is one to start from."));
        }

        return Parse(yaml, path, settings) with { BaseDirectory = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "." };
    }

    /// <summary>Reads a spec from text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">Name for messages.</param>
    /// <param name="settings"><c>key=value</c> from the command line; they win over the text.</param>
    public static SpecDocument Parse(string yaml, string file, IEnumerable<string>? settings = null)
    {
        var parser = new SpecParser(file);
        parser.ReadYaml(yaml);
        foreach (var setting in settings ?? [])
            parser.ReadSetting(setting);
        foreach (var key in SpecKeys.All)
        {
            if (key.Required && !parser._given.Contains(key.Path) && !parser._problems.Any(p => p.Id == "JM1002"))
                parser.Report("JM1005", $"'{key.Path}' is missing: {key.Description}", Remedy(key));
            else if (!parser._values.ContainsKey(key.Path) && key.Default is not null)
                parser._values[key.Path] = key.Default;
        }

        var sweep = parser.Sweep();
        parser._values.RemoveRange(SweepSpec.Options.Select(o => o.Path)); // they say how to sweep, and are no configuration's values
        return new SpecDocument(parser._values.ToImmutable(), parser._vary) { File = file, Places = parser._places, Problems = parser._problems, Sweep = sweep };
    }

    private void ReadYaml(string yaml)
    {
        YamlStream stream;
        try
        {
            stream = YamlText.Load(yaml);
        }
        catch (YamlException e)
        {
            Report("JM1002", $"not valid YAML: {e.InnerException?.Message ?? e.Message}", "Check indentation, quotes and duplicate keys near this place.", e.Start);
            return;
        }

        switch (stream.Documents)
        {
            case [{ RootNode: YamlMappingNode root }]:
                ReadMapping(root, "");
                break;
            case []:
                Report("JM1002", "the spec is empty", "samples/quickstart.yaml is one to start from.");
                break;
            case [var only]:
                Report("JM1002", "the spec is not a mapping of keys to values", "Write 'key: value' lines.", only.RootNode.Start);
                break;
            default:
                Report("JM1002", "the file holds more than one YAML document", "Keep one spec in a file.", stream.Documents[1].RootNode.Start);
                break;
        }
    }

    private void ReadMapping(YamlMappingNode mapping, string parent)
    {
        foreach (var (keyNode, value) in mapping.Children)
        {
            var name = (keyNode as YamlScalarNode)?.Value ?? "";
            var path = parent.Length == 0 ? name : $"{parent}.{name}";
            if (path == "vary")
                ReadVary(value);
            else if (path == SweepSpec.Section)
                ReadSweep(value);
            else if (SpecKeys.ByPath.TryGetValue(path, out var key) && value is YamlMappingNode { Children: var parts } && key.HasMode)
                ReadControl(key, parts);
            else if (key is not null)
                ReadValue(key, value, keyNode.Start);
            else if (!SpecKeys.Mappings.Contains(path))
                Unknown(path, parent, name, keyNode.Start);
            else if (value is YamlMappingNode child)
                ReadMapping(child, path);
            else
                Report("JM1004", $"'{path}' must hold keys ({string.Join(", ", SpecKeys.Children(path))}), not a single value",
                    null, value.Start);
        }
    }

    private void ReadValue(SpecKey key, YamlNode node, Mark start)
    {
        if (_values.ContainsKey(key.Path))
            Report("JM1004", $"'{key.Path}' is given twice", "Remove one: a dotted name and keys inside a mapping are the same key.", start);
        else if (Scalar(key, node) is { } text)
            _values[key.Path] = text;
    }

    /// <summary>A control as a mapping of its value and its mode.</summary>
    private void ReadControl(SpecKey key, IDictionary<YamlNode, YamlNode> parts)
    {
        foreach (var (name, value) in parts)
        {
            var part = (name as YamlScalarNode)?.Value ?? "";
            if (part == "value")
                ReadValue(key, value, name.Start);
            else if (part == "mode")
                ReadValue(SpecKeys.ByPath[key.Path + ControlsSpec.ModeSuffix], value, name.Start);
            else
                Report("JM1003", $"there is no key '{key.Path}.{part}'{NearestName.Suggestion(part, ["value", "mode"])}", "A control has a value and a mode.", name.Start);
        }
    }

    private void ReadVary(YamlNode node)
    {
        if (node is not YamlMappingNode mapping)
        {
            Report("JM1004", "'vary' must map keys to lists of values", "For example: vary: { load.concurrency: [1, 8] }", node.Start);
            return;
        }

        foreach (var (keyNode, values) in mapping.Children)
        {
            var path = (keyNode as YamlScalarNode)?.Value ?? "";
            if (!SpecKeys.ByPath.TryGetValue(path, out var key))
                Unknown(path, "vary", path, keyNode.Start);
            else if (values is not YamlSequenceNode { Children.Count: > 0 } sequence)
                Report("JM1004", $"'vary.{path}' must be a list with at least one value", $"For example: {path}: [a, b]", values.Start);
            else
                ReadFactor(key, sequence);
        }
    }

    private void ReadFactor(SpecKey key, YamlSequenceNode sequence)
    {
        var values = ReadList("vary", key, sequence);
        if (CannotVary(key) is { } why)
            Report("JM1007", $"'{key.Path}' cannot vary: {why}", null, sequence.Start);
        else
            _vary.Add(new SpecFactor(key.Path, values));
    }

    /// <summary>Why a key is the same for all configurations; null for one that may vary.</summary>
    private static string? CannotVary(SpecKey key) => SpecSchema.CanVary(key) ? null
        : key.Fixed ? "it is the machine's, and Joulemark does not set it" : "it belongs to the method, which is the same for all configurations";

    private List<string> ReadList(string section, SpecKey key, YamlSequenceNode sequence)
    {
        var values = new List<string>();
        foreach (var item in sequence.Children)
        {
            if (Scalar(key, item) is not { } text)
                continue;
            if (values.Contains(text, StringComparer.Ordinal))
                Report("JM1004", $"'{section}.{key.Path}' lists '{text}' twice", "Remove one: a configuration is measured by repeats, not by listing it again.", item.Start);
            else
                values.Add(text);
        }

        return values;
    }

    private string? Scalar(SpecKey key, YamlNode node)
    {
        _given.Add(key.Path);
        _places[key.Path] = ((int)node.Start.Line, (int)node.Start.Column);
        if (key.Type is SpecValueType.TextList or SpecValueType.WordList && node is YamlSequenceNode { Children: var items } && items.All(i => i is YamlScalarNode))
        {
            var texts = items.Select(i => ((YamlScalarNode)i).Value ?? "");
            node = new YamlScalarNode(key.Type == SpecValueType.WordList ? WordList.Format(texts) : string.Join(',', texts));
        }

        if (node is not YamlScalarNode { Value: { } text })
        {
            Report("JM1004", $"'{key.Path}' must be a single value", Remedy(key), node.Start);
            return null;
        }

        if (SpecValueParser.Problem(key, text) is not { } problem)
            return Kept(key, text);
        Report(key.Type == SpecValueType.Choice ? "JM1006" : "JM1004", $"'{key.Path}': {problem}", Remedy(key), node.Start);
        return null;
    }

    private void ReadSetting(string setting)
    {
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        var path = equals < 0 ? setting : setting[..equals].Trim();
        if (equals >= 0 && SpecKeys.ByPath.TryGetValue(path, out var listed) && listed.Type == SpecValueType.TextList)
            setting = $"{setting[..(equals + 1)]}{setting[(equals + 1)..].Trim().TrimStart('[').TrimEnd(']')}"; // as one would write it in the file
        if (equals < 0)
        {
            Report("JM1004", $"--set {setting}: write it as key=value", null);
        }
        else if (!SpecKeys.ByPath.TryGetValue(path, out var key) && path.Split('.')[0] is "vary" or SweepSpec.Section)
        {
            Report("JM1003", $"--set {path}: what varies is said by the spec's file alone", "--set KEY=VALUE gives a key one value, and takes it out of 'vary' and 'sweep'.");
        }
        else if (key is null)
        {
            Report("JM1003", $"--set: there is no key '{path}'{NearestName.Suggestion(path, SpecKeys.ByPath.Keys)}", "joulemark schema lists every key.");
        }
        else if (SpecValueParser.Problem(key, setting[(equals + 1)..].Trim()) is { } problem)
        {
            Report("JM1004", $"--set {path}: {problem}", Remedy(key));
        }
        else
        {
            // A value set by hand takes the key out of the comparison: it is one value now.
            _vary.RemoveAll(f => f.Path == path);
            _sweep.RemoveAll(f => f.Path == path);
            _given.Add(path);
            _places.Remove(path);
            _values[path] = Kept(key, setting[(equals + 1)..].Trim());
        }
    }

    /// <summary>A value as it is kept: words in one form, however they were written.</summary>
    private static string Kept(SpecKey key, string text) => key.Type == SpecValueType.WordList ? WordList.Format(WordList.Parse(text)) : text;

    private void Unknown(string path, string parent, string name, Mark where)
    {
        var valid = parent is "vary" or SweepSpec.Section ? SpecKeys.ByPath.Keys.Select(k => SweepSpec.IsOption(k) ? k[(SweepSpec.Section.Length + 1)..] : k)
            : name.Contains('.', StringComparison.Ordinal) ? SpecKeys.ByPath.Keys.Where(k => k.StartsWith(parent + ".", StringComparison.Ordinal)).Select(k => k[(parent.Length + 1)..])
            : SpecKeys.Children(parent);
        Report("JM1003", $"there is no key '{path}'{NearestName.Suggestion(name, valid)}", "joulemark schema lists every key.", where);
    }

    private static string? Remedy(SpecKey key) =>
        key.Choices.Count > 0 ? $"Use one of: {string.Join(", ", key.Choices)}."
        : key.Default is { } value ? $"Leave it out for the default, {value}."
        : null;

    private void Report(string id, string message, string? remedy, Mark? where = null) =>
        _problems.Add(new Diagnostic(id, DiagnosticSeverity.Error, message, remedy)
        {
            File = where is null ? null : _file,
            Line = (int?)where?.Line,
            Column = (int?)where?.Column,
        });
}
