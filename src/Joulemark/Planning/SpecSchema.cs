using System.Text.Json;
using System.Text.Json.Nodes;
using Joulemark.Machines.Controls;

namespace Joulemark.Planning;

/// <summary>The JSON Schema (2020-12) of a spec, made from the same list of keys that the parser checks against.</summary>
internal static class SpecSchema
{
    public static string ToJson()
    {
        var root = Mapping("");
        root["$schema"] = "https://json-schema.org/draft/2020-12/schema";
        root["title"] = "Joulemark benchmark spec";
        var properties = root["properties"]!.AsObject();
        properties["vary"] = new JsonObject
        {
            ["type"] = "object",
            ["description"] = "The isolated factors: one configuration per value, or per combination of values.",
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject(SpecKeys.All
                .Where(CanVary)
                .Select(k => KeyValuePair.Create<string, JsonNode?>(k.Path, new JsonObject { ["type"] = "array", ["minItems"] = 1, ["uniqueItems"] = true, ["items"] = Value(k) }))),
        };
        properties[SweepSpec.Section] = Sweep(properties[SweepSpec.Section]!.AsObject());
        return root.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>True for a key that a run may vary; the method is the same for all of its configurations.</summary>
    public static bool CanVary(SpecKey key) =>
        key.Path is not ("name" or "seed" or "boundary" or "gpus" or "meters" or "allow" or ControlsSpec.CoolDownLimitKey) && !key.Fixed && !SweepSpec.IsOption(key.Path)
        && !key.Path.StartsWith("measure.", StringComparison.Ordinal)
        && !(key.Path.StartsWith(ControlsSpec.Prefix, StringComparison.Ordinal) && key.Path.EndsWith(ControlsSpec.ModeSuffix, StringComparison.Ordinal));

    /// <summary>The section of a sweep: its options, and each key that may be swept as a list or, of numbers, a range.</summary>
    private static JsonObject Sweep(JsonObject options)
    {
        options["description"] = "The points of a curve: one configuration per value, per combination of values, or as a search chooses them. See sweep.md.";
        var properties = options["properties"]!.AsObject();
        foreach (var key in SpecKeys.All.Where(CanVary))
        {
            var list = new JsonObject { ["type"] = "array", ["minItems"] = 1, ["uniqueItems"] = true, ["items"] = Value(key) };
            properties[key.Path] = SweptValue.IsNumber(key) ? new JsonObject { ["anyOf"] = new JsonArray(list, Range(key)) } : list;
        }

        return options;
    }

    private static JsonObject Range(SpecKey key) => new()
    {
        ["type"] = "object", ["additionalProperties"] = false, ["required"] = new JsonArray("from", "to"),
        ["properties"] = new JsonObject
        {
            ["from"] = Value(key), ["to"] = Value(key), ["step"] = Step(key),
            ["factor"] = new JsonObject { ["description"] = "Ratio of neighbouring values; 2 where neither factor nor step is given.", ["type"] = "number", ["exclusiveMinimum"] = 1 },
        },
    };

    private static JsonObject Step(SpecKey key)
    {
        var step = Value(key);
        foreach (var name in (string[])["minimum", "maximum", "default"])
            step.Remove(name);
        step["description"] = "Difference of neighbouring values.";
        return step;
    }

    private static JsonObject Mapping(string path)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var name in SpecKeys.Children(path).Where(n => n != "vary").Order(StringComparer.Ordinal))
        {
            var child = path.Length == 0 ? name : $"{path}.{name}";
            properties[name] = SpecKeys.ByPath.TryGetValue(child, out var key) ? key.HasMode ? Control(key) : Value(key) : Mapping(child);

            // A key that every spec needs may also come from 'vary', so only keys that cannot vary are required here.
            if (key is { Required: true } && !CanVary(key))
                required.Add((JsonNode?)name);
        }

        // Controls are known by their dotted names, and written so as well as nested.
        foreach (var control in SpecKeys.All.Where(k => path + "." == ControlsSpec.Prefix && k.Path.StartsWith(ControlsSpec.Prefix, StringComparison.Ordinal) && k.Path.IndexOf('.', ControlsSpec.Prefix.Length) > 0))
            properties[control.Path[ControlsSpec.Prefix.Length..]] = control.HasMode ? Control(control) : Value(control);

        var mapping = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        if (required.Count > 0)
            mapping["required"] = required;
        return mapping;
    }

    /// <summary>A control: its value, or its value and its mode.</summary>
    private static JsonObject Control(SpecKey key)
    {
        var value = Value(key);
        value.Remove("description");
        var both = new JsonObject
        {
            ["type"] = "object", ["additionalProperties"] = false, ["required"] = new JsonArray("value"),
            ["properties"] = new JsonObject { ["value"] = value.DeepClone(), ["mode"] = Value(SpecKeys.ByPath[key.Path + ControlsSpec.ModeSuffix]) },
        };
        return new JsonObject { ["description"] = key.Description, ["anyOf"] = new JsonArray(value, both) };
    }

    private static JsonObject Value(SpecKey key)
    {
        var value = new JsonObject { ["description"] = key.Description };
        switch (key.Type)
        {
            case SpecValueType.Choice:
                value["enum"] = new JsonArray([.. key.Choices.Select(c => (JsonNode)c)]);
                break;
            case SpecValueType.Integer or SpecValueType.Number:
                value["type"] = key.Type == SpecValueType.Integer ? "integer" : "number";
                if (key.Minimum is { } minimum)
                    value["minimum"] = minimum;
                if (key.Maximum is { } maximum)
                    value["maximum"] = maximum;
                break;
            case SpecValueType.Duration:
                value["type"] = "string";
                value["pattern"] = "^[0-9]+(\\.[0-9]+)?\\s*(us|ms|s|m|h)$";
                break;
            case SpecValueType.DurationOrAuto:
                value["type"] = "string";
                value["pattern"] = "^(auto|[0-9]+(\\.[0-9]+)?\\s*(us|ms|s|m|h))$";
                break;
            case SpecValueType.Power:
                value["type"] = "string";
                value["pattern"] = "^[0-9]+(\\.[0-9]+)?\\s*(mW|W|kW)$";
                break;
            case SpecValueType.Frequency:
                value["type"] = "string";
                value["pattern"] = "^([0-9]+(\\.[0-9]+)?\\s*(MHz|GHz)?\\s*-\\s*)?[0-9]+(\\.[0-9]+)?\\s*(MHz|GHz)$";
                break;
            case SpecValueType.Temperature:
                value["type"] = "string";
                value["pattern"] = "^-?[0-9]+(\\.[0-9]+)?\\s*°?C$";
                break;
            case SpecValueType.CpuList:
                value["type"] = new JsonArray("string", "integer");
                break;
            case SpecValueType.Fraction:
                value["type"] = new JsonArray("string", "number");
                break;
            case SpecValueType.TextList or SpecValueType.WordList:
                value["type"] = new JsonArray("array", "string");
                value["items"] = new JsonObject { ["type"] = "string" };
                break;
            case SpecValueType.Size:
                value["type"] = "string";
                value["pattern"] = "^[0-9]+(\\.[0-9]+)?\\s*[kKMGT]i?B$";
                break;
            case SpecValueType.Url:
                value["type"] = "string";
                value["format"] = "uri";
                break;
            default:
                value["type"] = "string";
                break;
        }

        if (key.Default is { } text)
            value["default"] = key.Type is SpecValueType.Integer or SpecValueType.Number ? JsonNode.Parse(text) : text;
        return value;
    }
}
