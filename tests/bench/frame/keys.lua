-- wrk asks for a random series each time. Arguments: path with {i} and {m}, how many indicators, how many municipalities;
-- further ones are headers, "Name: value". Ends with one line of figures for load.py.
local made = 0
function setup(thread)
    made = made + 1
    thread:set("seed", made)
end

function init(args)
    math.randomseed(os.time() * 100 + seed)
    path, indicators, municipalities = args[1], tonumber(args[2]), tonumber(args[3])
    for n = 4, #args do
        local name, value = args[n]:match("^([^:]+): (.*)$")
        wrk.headers[name] = value
    end
end

local function key(letter)
    if letter == "i" then return "bi-" .. 100 + math.random(indicators) end
    return "se-" .. 1000 + math.random(municipalities)
end

function request()
    return wrk.format("GET", (path:gsub("{(%l)}", key)))
end

function done(summary, latency)
    local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
    print(string.format("figures %d %d %d %.0f %.0f", summary.requests, summary.duration, bad, latency:percentile(50), latency:percentile(99)))
end
