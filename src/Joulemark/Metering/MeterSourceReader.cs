using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Storage;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Joulemark.Metering;

/// <summary>
/// Reads a source as a user names it: an address (<c>http://node:9400/metrics</c>, <c>prometheus+http://…</c>,
/// <c>redfish+https://…</c>, <c>ptd://analyzer:8888</c>), or the path of a YAML file that says more.
/// </summary>
internal sealed class MeterSourceReader
{
    private static readonly Dictionary<string, string> KindsByScheme = new(StringComparer.Ordinal)
    {
        ["http"] = "exporter",
        ["https"] = "exporter",
        ["exporter+http"] = "exporter",
        ["exporter+https"] = "exporter",
        ["prometheus+http"] = "prometheus",
        ["prometheus+https"] = "prometheus",
        ["redfish+http"] = "redfish",
        ["redfish+https"] = "redfish",
        ["ptd"] = "ptdaemon",
    };

    private static readonly string[] Kinds = [.. KindsByScheme.Values.Distinct(StringComparer.Ordinal)];
    private static readonly string[] Keys = ["kind", "url", "node", "gpus", "every", "user-env", "password-env", "token-env", "login", "ca-file", "insecure", "map"];
    private static readonly string[] MapKeys = ["metric", "labels", "channel", "part", "unit", "type", "device-label", "device-id-label", "cross-check", "max-power", "gain"];

    /// <summary>Joules or watts in one of each unit.</summary>
    private static readonly Dictionary<string, (ReadingKind Reading, double Scale)> Units = new(StringComparer.Ordinal)
    {
        ["W"] = (ReadingKind.Power, 1),
        ["mW"] = (ReadingKind.Power, 1e-3),
        ["uW"] = (ReadingKind.Power, 1e-6),
        ["kW"] = (ReadingKind.Power, 1e3),
        ["J"] = (ReadingKind.EnergyCounter, 1),
        ["mJ"] = (ReadingKind.EnergyCounter, 1e-3),
        ["uJ"] = (ReadingKind.EnergyCounter, 1e-6),
        ["kJ"] = (ReadingKind.EnergyCounter, 1e3),
        ["MJ"] = (ReadingKind.EnergyCounter, 1e6),
        ["Wh"] = (ReadingKind.EnergyCounter, Energy.JoulesPerWattHour),
        ["kWh"] = (ReadingKind.EnergyCounter, Energy.JoulesPerKilowattHour),
    };

    private readonly string _file;
    private readonly List<Diagnostic> _problems = [];

    private MeterSourceReader(string file) => _file = file;

    /// <summary>Reads sources.</summary>
    /// <param name="texts">Addresses and file paths.</param>
    /// <param name="baseDirectory">Folder that relative paths start from.</param>
    /// <exception cref="JoulemarkException">Exit code 2: some are wrong; every problem is named.</exception>
    public static IReadOnlyList<MeterSource> Read(IEnumerable<string> texts, string baseDirectory)
    {
        var sources = new List<MeterSource>();
        var problems = new List<Diagnostic>();
        foreach (var text in texts)
        {
            var reader = new MeterSourceReader(text);
            if ((IsAddress(text) ? reader.ReadAddress(text) : reader.ReadFile(Path.GetFullPath(text, Path.GetFullPath(baseDirectory)))) is { } source)
                sources.Add(source);
            problems.AddRange(reader._problems);
        }

        problems.AddRange(MeterSourceOverlaps.Problems(sources));
        return problems.Count == 0 ? sources : throw new JoulemarkException(ExitCode.BadUsage, problems);
    }

    private static bool IsAddress(string text) => text.Contains("://", StringComparison.Ordinal);

    /// <summary>An address by itself: all settings at their defaults.</summary>
    private MeterSource? ReadAddress(string text, string? kind = null, Mark? at = null)
    {
        var scheme = text[..text.IndexOf("://", StringComparison.Ordinal)];
        if (!KindsByScheme.TryGetValue(scheme, out var byScheme))
        {
            Report("JM2010", $"'{text}': a meter's address cannot begin with {scheme}://", $"Use one of: {string.Join(", ", KindsByScheme.Keys.Select(s => s + "://"))}.", at);
            return null;
        }

        var plain = scheme[(scheme.IndexOf('+', StringComparison.Ordinal) + 1)..] + text[scheme.Length..];
        if (!Uri.TryCreate(plain, UriKind.Absolute, out var url) || url.Host.Length == 0)
        {
            Report("JM2010", $"'{text}' is not an address", "Write it like http://node:9400/metrics.", at);
            return null;
        }

        if (url.UserInfo.Length > 0)
        {
            Report("JM2011", $"the address of the meter at {url.Host} holds credentials", "Name the environment variables that hold them in a meter file: user-env, password-env, token-env.", at);
            return null;
        }

        // An exporter runs on the machine that it measures. A BMC, a wall meter, a Prometheus server have addresses of their own,
        // and are named because they measure this machine, or tell of it.
        kind ??= byScheme;
        return new MeterSource { Kind = kind, Url = url, Node = kind == "exporter" && !url.IsLoopback ? url.Host : null };
    }

    private MeterSource? ReadFile(string path)
    {
        YamlStream stream;
        if (_file.Length == 0 || Directory.Exists(path))
        {
            Report("JM2010", _file.Length == 0 ? "a meter is named by nothing at all" : $"'{path}' is a directory and no meter file",
                $"Give an address ({string.Join(", ", KindsByScheme.Keys.Select(s => s + "://…"))}) or the path of a YAML file.", null);
            return null;
        }

        try
        {
            stream = YamlText.Load(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Report("JM2010", $"the meter file '{path}' cannot be read: {e.Message}", $"Give an address ({string.Join(", ", KindsByScheme.Keys.Select(s => s + "://…"))}) or the path of a YAML file.", null);
            return null;
        }
        catch (YamlException e)
        {
            Report("JM2010", $"not valid YAML: {e.InnerException?.Message ?? e.Message}", "Check indentation and quotes near this place.", e.Start);
            return null;
        }

        if (stream.Documents is not [{ RootNode: YamlMappingNode root }])
        {
            Report("JM2010", "a meter file is one mapping of keys to values", "docs/meters.md has examples.", stream.Documents.FirstOrDefault()?.RootNode.Start);
            return null;
        }

        var values = Scalars(root, Keys, except: "map");
        if (Text(values, "kind", Kinds) is var kind && !values.TryGetValue("url", out var url))
        {
            Report("JM2010", "'url' is missing", "Add the source's address.", root.Start);
            return null;
        }

        if (!IsAddress(url.Value))
        {
            Report("JM2010", $"'url': '{url.Value}' is not an address", "Write it like http://node:9400/metrics.", url.At);
            return null;
        }

        var source = ReadAddress(url.Value, kind, url.At);
        return source is null ? null : source with
        {
            Node = values.TryGetValue("node", out var node) ? node.Value is "local" ? null : node.Value : source.Node,
            HasNoGpus = Text(values, "gpus", ["none"]) is not null,
            Every = Number(values, "every", SpecValueType.Duration) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            UserEnv = Text(values, "user-env"),
            PasswordEnv = Text(values, "password-env"),
            TokenEnv = Text(values, "token-env"),
            Login = Text(values, "login", ["basic", "session"]) ?? source.Login,
            CaFile = Text(values, "ca-file") is { } ca ? Path.GetFullPath(ca, Path.GetDirectoryName(path)!) : null,
            Insecure = Text(values, "insecure", ["true", "false"]) == "true",
            Map = root.Children.TryGetValue(new YamlScalarNode("map"), out var map) ? ReadMap(map) : [],
        };
    }

    private List<MetricMapping> ReadMap(YamlNode node)
    {
        if (node is not YamlSequenceNode sequence)
        {
            Report("JM2010", "'map' must be a list", "docs/meters.md has an example.", node.Start);
            return [];
        }

        var mappings = new List<MetricMapping>();
        foreach (var item in sequence.Children)
        {
            if (item is YamlMappingNode mapping)
            {
                if (ReadMapping(mapping) is { } read)
                    mappings.Add(read);
            }
            else
            {
                Report("JM2010", "each entry of 'map' must hold keys", $"Valid keys: {string.Join(", ", MapKeys)}.", item.Start);
            }
        }

        return mappings;
    }

    private MetricMapping? ReadMapping(YamlMappingNode node)
    {
        var values = Scalars(node, MapKeys, except: "labels");
        var missing = new[] { "metric", "channel", "part", "unit" }.Where(k => !values.ContainsKey(k)).ToList();
        if (missing.Count > 0)
        {
            Report("JM2010", $"a mapping lacks {string.Join(", ", missing.Select(m => $"'{m}'"))}", "docs/meters.md has an example.", node.Start);
            return null;
        }

        var part = Text(values, "part", [.. Enum.GetValues<MachinePart>().Select(p => RecordNames.Of(p))]);
        var unit = Text(values, "unit", [.. Units.Keys]);
        if (part is null || unit is null)
            return null;
        var (reading, scale) = Units[unit];
        var type = Text(values, "type", ["counter", "gauge"]) ?? (reading == ReadingKind.EnergyCounter ? "counter" : "gauge");
        if (type == "gauge" == (reading == ReadingKind.EnergyCounter))
        {
            Report("JM2010", $"'type: {type}' and 'unit: {unit}' contradict each other", "A counter is in J (or mJ, kWh …), a gauge in W (or mW, kW).", values["type"].At);
            return null;
        }

        return new MetricMapping
        {
            Metric = values["metric"].Value,
            Labels = node.Children.TryGetValue(new YamlScalarNode("labels"), out var labels) && labels is YamlMappingNode map
                ? map.Children.ToDictionary(l => $"{l.Key}", l => $"{l.Value}", StringComparer.Ordinal) : new Dictionary<string, string>(StringComparer.Ordinal),
            Channel = values["channel"].Value,
            Part = Enum.GetValues<MachinePart>().First(p => RecordNames.Of(p) == part),
            Reading = reading,
            Scale = scale,
            DeviceLabel = Text(values, "device-label"),
            DeviceIdLabel = Text(values, "device-id-label"),
            CrossCheck = Text(values, "cross-check", ["true", "false"]) == "true",
            MaxPower = Number(values, "max-power", SpecValueType.Number) is { } watts ? new Power(watts) : null,
            Gain = Number(values, "gain", SpecValueType.Fraction),
        };
    }

    private Dictionary<string, (string Value, Mark At)> Scalars(YamlMappingNode mapping, string[] valid, string except)
    {
        var values = new Dictionary<string, (string, Mark)>(StringComparer.Ordinal);
        foreach (var (keyNode, value) in mapping.Children)
        {
            var key = (keyNode as YamlScalarNode)?.Value ?? "";
            if (!valid.Contains(key, StringComparer.Ordinal))
                Report("JM2010", $"there is no key '{key}'{NearestName.Suggestion(key, valid)}", $"Valid keys: {string.Join(", ", valid)}.", keyNode.Start);
            else if (key == except)
                continue;
            else if (value is YamlScalarNode { Value: { Length: > 0 } text })
                values[key] = (text, value.Start);
            else
                Report("JM2010", $"'{key}' must be a single value", null, value.Start);
        }

        return values;
    }

    private string? Text(Dictionary<string, (string Value, Mark At)> values, string key, string[]? choices = null)
    {
        if (!values.TryGetValue(key, out var value))
            return null;
        if (choices is null || choices.Contains(value.Value, StringComparer.Ordinal))
            return value.Value;
        Report("JM2010", $"'{key}': '{value.Value}' is not one of {string.Join(", ", choices)}{NearestName.Suggestion(value.Value, choices)}", null, value.At);
        return null;
    }

    private double? Number(Dictionary<string, (string Value, Mark At)> values, string key, SpecValueType type)
    {
        if (!values.TryGetValue(key, out var value))
            return null;
        if (SpecValueParser.Number(type, value.Value) is { } number and > 0)
            return number;
        Report("JM2010", string.Create(CultureInfo.InvariantCulture, $"'{key}': '{value.Value}' is not a positive {(type == SpecValueType.Duration ? "duration with its unit, such as 1s" : "number")}"), null, value.At);
        return null;
    }

    private void Report(string id, string message, string? remedy, Mark? at) =>
        _problems.Add(new Diagnostic(id, DiagnosticSeverity.Error, message, remedy)
        {
            File = at is null ? null : _file,
            Line = (int?)at?.Line,
            Column = (int?)at?.Column,
        });
}
